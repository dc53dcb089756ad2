/** A room's charter on this device: its document, its fold, the room keys it gives this device, and writing to it. */
import { Charter } from '#shared/charter/charter.ts';
import { makeGrants } from '#shared/charter/epochs.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import { Keyring } from '#shared/charter/keyring.ts';
import { encodeOp, type CharterOp } from '#shared/charter/ops/op.ts';
import type { Grantee } from '#shared/charter/state.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { tick } from '#shared/entry/hlc.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { InviteKeys } from '#shared/charter/invites.ts';
import type { EntryId, EpochId, RoomId } from '#shared/ids.ts';
import { CHARTER, documentId } from '#shared/ids.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { Judge } from '#shared/log/judge.ts';
import { BesideBook } from '#shared/log/besideBook.ts';
import type { ForkBook } from '#shared/log/forkBook.ts';
import type { Quarantine } from '#shared/log/quarantine.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Grounds } from '#shared/sync/needs.ts';
import { epochChange, keptEpochs } from './epochKeys.ts';
import type { Keys } from './keys.ts';
import { OpenDocument, type DocumentEvents } from './openDocument.ts';
import type { Outbox } from './outbox.ts';
import type { Parts } from './parts.ts';
import { keptBeside } from './roomGrounds.ts';
import { RoomWriter, type EntryDraft } from './roomWriter.ts';

/** An op as the caller says it; `deps` are this device's heads when it is written. */
export type Saying = CharterOp extends infer Op ? (Op extends CharterOp ? Omit<Op, 'deps'> : never) : never;

export interface RoomKey {
  readonly id: EpochId;
  readonly key: Uint8Array;
}

type CharterParts = Pick<Parts, 'store' | 'documents' | 'clock'>;

const WAYS_IN: ReadonlySet<CharterOp['t']> = new Set(['genesis', 'join', 'device.add']);

export class RoomCharter {
  readonly room: RoomId;
  readonly charter: Charter;
  readonly keyring: Keyring;
  readonly judge: Judge;
  readonly beside = new BesideBook();
  readonly #parts: CharterParts;
  readonly #keys: Keys;
  #document: OpenDocument | undefined;
  #writer: RoomWriter | undefined;

  constructor(room: RoomId, parts: CharterParts, keys: Keys) {
    this.room = room;
    this.charter = new Charter(room);
    this.keyring = new Keyring(room);
    this.judge = charterJudge(this.charter);
    this.#parts = parts;
    this.#keys = keys;
  }

  async open(outbox: Outbox, quarantine: Quarantine, events: DocumentEvents, forks: ForkBook): Promise<void> {
    await this.#loadKeys();
    this.forked(forks);
    const entries: DocumentEvents['entries'] = (taken, from) => {
      for (const entry of taken) this.charter.add(entry);
      events.entries(taken, from);
    };
    const id = documentId(this.room, CHARTER);
    const { documents } = this.#parts;
    const own = { ...events, entries };
    const beside = { kept: await keptBeside(this.#parts.store, this.room), book: this.beside };
    this.#document = await OpenDocument.open(id, documents, this.judge, quarantine, own, forks.counts(id), beside);
    this.#writer = new RoomWriter(this.#document, outbox, this.#keys);
    await this.#writer.recover();
  }

  /** LOG-8a: what is known of forks in this charter. */
  forked(forks: ForkBook): void {
    this.charter.forked(forks.devices(documentId(this.room, CHARTER)));
  }

  /** For looking up entries by id. */
  get grounds(): Grounds {
    return { ...this.document.ground, charter: this.charter, beside: this.beside };
  }

  get isOpen(): boolean {
    return this.#writer !== undefined;
  }

  get document(): OpenDocument {
    if (!this.#document) throw new TypeError('the charter is not open yet');
    return this.#document;
  }

  /** This device was in the room, to judge by what it wrote here, and is not any more, or turned out never to have been. */
  get isOut(): boolean {
    const known = this.charter.state().devices.get(this.#keys.device);
    return known ? !known.live : this.document.log.count(writerId(this.document.id, this.#keys.device, 0)) > 0;
  }

  /** Writes one op after everything known here. The room key it brings, if any, is durable with it. */
  write(saying: Saying, epoch?: RoomKey, also?: readonly Change[]): Promise<Entry> {
    return this.writeAll(saying, () => [], epoch, also);
  }

  /** An op and what follows from it, as `write`: a crash leaves all of it, or nothing. Gives the entry of the first. */
  async writeAll(
    saying: Saying,
    following: (first: EntryId) => readonly Saying[],
    epoch?: RoomKey,
    also: readonly Change[] = [],
  ): Promise<Entry> {
    const writer = this.#writer;
    if (!writer) throw new TypeError('the charter is not open yet');
    this.#mustBeKnown(saying);
    const deps = await this.heads();
    let { last } = writer;
    const draft = (said: Saying): EntryDraft => {
      const op = { ...said, deps } as CharterOp;
      last = tick(last, this.#parts.clock.now());
      return { stating: { hlc: last }, payloadFor: () => encodeOp(op) };
    };
    const keyChange = epoch ? [epochChange(this.room, epoch.id, epoch.key)] : [];
    if (epoch) this.keyring.add(epoch.id, epoch.key);
    return writer.appendAll(
      draft(saying),
      ({ id }) => following(id).map(draft),
      () => [...keyChange, ...also],
    );
  }

  /** A list begins with what brings its device in; whatever else it began with, nobody would take any of it. */
  #mustBeKnown({ t }: Saying): void {
    if (WAYS_IN.has(t) || this.charter.state().devices.has(this.#keys.device)) return;
    throw new GrapevineError('not-yet', 'This device is on its way into the room. Try again in a moment.');
  }

  /** Grants of a key this device makes. It is among those itself, for a profile put back to a backup has lost its newer keys. */
  grantsOf({ id, key }: RoomKey, to: readonly Grantee[], random: Random): Saying[] {
    return makeGrants(this.charter.state(), [], id, key, to, random);
  }

  /**
   * The newest charter entries, for an own entry to rest on. They are durable here: a device that came back from a crash
   * without them could not read its own entries, and would state older heads in the next one, which makes it void (ENT-4).
   */
  async heads(most?: number): Promise<EntryId[]> {
    const heads = this.charter.heads(most);
    await this.document.settled();
    return heads;
  }

  /** Opens room keys granted to this device (or to an open link it holds); true when there are new ones, which are durable. */
  async learn(link?: InviteKeys): Promise<boolean> {
    const opened = this.keyring.learn(this.charter, link?.invite ?? this.#keys.device, link?.box ?? this.#keys.box);
    const changes = opened.flatMap((epoch) => {
      const key = this.keyring.key(epoch);
      return key ? [epochChange(this.room, epoch, key)] : [];
    });
    if (changes.length > 0) await this.#parts.store.write(changes);
    return changes.length > 0;
  }

  /** A room key another device of this person holds; true when it is one and is durable here. */
  async takeKey(epoch: EpochId, key: Uint8Array): Promise<boolean> {
    if (!this.keyring.take(this.charter, epoch, key)) return false;
    await this.#parts.store.write([epochChange(this.room, epoch, key)]);
    return true;
  }

  /** A room key granted to this device by an op that does not count; true when it opened, and is durable. */
  async openGranted(epoch: EpochId, parents: readonly EpochId[], sealed: readonly Uint8Array[]): Promise<boolean> {
    if (!this.keyring.openGranted(epoch, parents, sealed, this.#keys.box)) return false;
    const key = this.keyring.key(epoch);
    if (key) await this.#parts.store.write([epochChange(this.room, epoch, key)]);
    return true;
  }

  async #loadKeys(): Promise<void> {
    for (const { epoch, key } of await keptEpochs(this.#parts.store, this.room)) this.keyring.add(epoch, key);
  }
}
