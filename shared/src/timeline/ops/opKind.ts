import type { GenericSchema } from 'valibot';
import type { EntryId, IdentityId, Segment } from '#shared/ids.ts';

/** The entry an op came in, as far as an op's effect may depend on it. */
export interface Saying {
  readonly id: EntryId;
  /** (hlc, id) as text that sorts. */
  readonly order: string;
  readonly identity: IdentityId;
  readonly segment: Segment;
  /** ms UTC. */
  readonly at: number;
  /** The author was a moderator or above at the charter heads the entry states. */
  readonly moderates: boolean;
}

/** One text a message has had. */
export interface Version {
  readonly order: string;
  readonly at: number;
  readonly text: string;
  readonly mentions?: readonly IdentityId[];
}

/** What ops can change. Every method commutes with every other: entries take effect in any order of arrival. */
export interface Effects<By extends Saying> {
  message(by: By, version: Version, reply: EntryId | undefined): void;
  edit(target: EntryId, by: By, version: Version): void;
  delete(target: EntryId, by: By): void;
  react(target: EntryId, by: By, emoji: string, on: boolean): void;
  profile(by: By, profile: Profile): void;
  keep(by: By, key: string, value: Uint8Array | undefined): void;
  call(by: By, boxes: readonly Uint8Array[]): void;
}

export interface Profile {
  readonly name: string;
  readonly picture?: Uint8Array;
}

/** Everything there is to know of one op: how it is read, how it is written, what it does. */
export interface OpKind<Op> {
  readonly schema: GenericSchema<unknown, Op>;
  /** The op as CBOR fields, ids as bytes. */
  fields(op: Op): Record<string, unknown>;
  effect<By extends Saying>(op: Op, by: By, effects: Effects<By>): void;
}
