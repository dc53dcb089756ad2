/**
 * People by their username on this relay (ID-4): whose it is says a signature the relay cannot make, and who it was when it was
 * first met stays pinned. Whom this person writes to alone is looked up again now and then: a change of keys is noticed before it matters.
 */
import { GrapevineError } from '#shared/errors.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';
import type { ContactBook } from './contacts.ts';
import type { Host } from './host.ts';
import type { Contact, Found } from './messages/people.ts';
import type { RoomDetails } from './messages/rooms.ts';

/** Often enough to notice it the day it happens. */
const AGAIN_MS = 60 * 60 * 1000;
const accountNames = () => import('./accountNames.ts');

export class Finding {
  readonly #engine: Host;
  readonly #contacts: ContactBook;
  readonly #lookedAt = new Map<string, number>();

  constructor(engine: Host, contacts: ContactBook) {
    this.#engine = engine;
    this.#contacts = contacts;
  }

  async find(typed: string): Promise<Found> {
    const { usernameFrom, whoseIs } = await accountNames();
    const username = usernameFrom(typed);
    const identity = await whoseIs(username, this.#engine.parts);
    const isOwn = identity === this.#engine.keys?.identity;
    if (!isOwn) await this.#contacts.meet(username, identity);
    const known = await this.commonWith(identity);
    return {
      identity,
      username,
      ...(isOwn ? { isOwn: true as const } : {}),
      ...(known ? { name: known.name } : {}),
    };
  }

  /** A room this person shares with somebody, and how they are called there: told by what windows paint from. */
  async commonWith(identity: IdentityId): Promise<{ readonly room: RoomId; readonly name: string } | undefined> {
    const { parts, view } = this.#engine;
    for (const { value } of await parts.store.range('details', {})) {
      const { room, kind, members } = value as RoomDetails;
      const summary = view.summary(room);
      const member = members.find((each) => each.identity === identity);
      if (member && kind !== 'direct' && summary && !summary.left) return { room, name: member.name };
    }
    return undefined;
  }

  /** ID-4: other keys answer for the account of who is in this conversation of two, and the person has not decided yet. */
  changed(room: RoomId): Contact | undefined {
    const other = this.#engine.view.summary(room)?.other;
    if (other === undefined) return undefined;
    return this.#contacts.all.find(
      ({ identity, replaces }) => replaces !== undefined && [identity, replaces].includes(other),
    );
  }

  /** A conversation of two is on screen. */
  async lookAgain(room: RoomId): Promise<void> {
    const other = this.#engine.view.summary(room)?.other;
    const account = this.#contacts.all.find(({ identity }) => identity === other)?.account;
    const now = this.#engine.parts.clock.now();
    if (account === undefined || now - (this.#lookedAt.get(account) ?? 0) < AGAIN_MS) return;
    this.#lookedAt.set(account, now);
    try {
      const { whoseIs } = await accountNames();
      await this.#contacts.meet(account, await whoseIs(account, this.#engine.parts));
    } catch (error) {
      // Nobody answers, or the name is free now: neither is another person's keys. What nobody signed is said.
      if (error instanceof GrapevineError && error.code === 'bad-binding') throw error;
      this.#lookedAt.delete(account);
    }
  }
}
