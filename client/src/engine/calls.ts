/**
 * Conversations of two. Who begins one founds a room of kind `direct` and calls the other into it, by a word in a room both
 * are in that the other's devices alone can open. Being called is being asked: the other comes in when they say so.
 */
import { bytesOf, concatBytes, toText } from '#shared/bytes.ts';
import { inviteLink, readInviteLink, SECRET_BYTES } from '#shared/charter/inviteLink.ts';
import { actingIdentity } from '#shared/charter/state.ts';
import { openBox, sealTo } from '#shared/crypto/box.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { EntryId, IdentityId, RoomId } from '#shared/ids.ts';
import { afterPrefix } from '#shared/ports/deviceStore.ts';
import type { Call as Called } from '#shared/timeline/fold/calls.ts';
import { createRoom } from './founding.ts';
import type { Host } from './host.ts';
import type { Answer } from './messages/answer.ts';
import type { Call } from './messages/people.ts';
import type { Room } from './room.ts';

export const CALLS = 'call/';
const ROOM_BYTES = 32;
const SEED_BYTES = 32;
/** A call's invite works this long; older ones are not looked at. */
const DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** One call as it is kept, by the room it leads to: put away it stays known, so that it does not come back. */
interface KeptCall {
  readonly by: IdentityId;
  readonly name: string;
  readonly link: string;
  readonly at: number;
  readonly away?: true;
}

export class Calls {
  readonly #engine: Host;
  readonly #looked = new Set<EntryId>();
  #kept = new Map<RoomId, KeptCall>();
  #said = '';

  constructor(engine: Host) {
    this.#engine = engine;
  }

  async load(): Promise<void> {
    const rows = await this.#engine.parts.store.range('commands', { from: CALLS, to: afterPrefix(CALLS) });
    this.#kept = new Map(rows.map(({ key, value }) => [key.slice(CALLS.length) as RoomId, value as KeptCall]));
    this.look();
  }

  /** The conversation with somebody who is in `from` too: the one there is, the one they called into, or a new one. */
  async begin(from: Room, identity: IdentityId): Promise<Answer> {
    const known = this.#with(identity);
    if (known) {
      await this.#callAgain(from, known, identity);
      return { ok: true, room: known };
    }
    const call = this.#waiting().find(({ by }) => by === identity);
    if (call) return { ok: true, link: call.link };
    await from.show();
    const name = from.view.nameOf(identity);
    const room = await createRoom(this.#engine, name, () => [], { kind: 'direct', other: identity });
    await this.#call(from, room, identity);
    return { ok: true, room };
  }

  /** A conversation with somebody no room leads to: the link is for the person to hand over. */
  async beginBy(identity: IdentityId, name: string): Promise<Answer> {
    const known = this.#with(identity);
    if (known) return { ok: true, room: known };
    const room = await createRoom(this.#engine, name, () => [], { kind: 'direct', other: identity });
    return { ok: true, room, link: await this.#invite(room) };
  }

  /** What came in this room may be a call to this person. */
  async advance(room: Room): Promise<void> {
    const { keys, parts } = this.#engine;
    const { calls } = room.timeline.folded;
    if (!keys) return;
    for (const call of calls.all()) {
      if (this.#looked.has(call.id)) continue;
      this.#looked.add(call.id);
      if (call.by === keys.identity || call.at < parts.clock.now() - DAYS * DAY_MS) continue;
      await this.#take(room, call);
    }
    this.look();
  }

  async putAway(room: RoomId): Promise<void> {
    const call = this.#kept.get(room);
    if (call) await this.#keep(room, { ...call, away: true });
    this.look();
  }

  /** The conversation is removed from this device: no more is known of the call than that it is not to come back. */
  async forget(room: RoomId): Promise<void> {
    const call = this.#kept.get(room);
    if (call) await this.#keep(room, { by: call.by, name: '', link: '', at: call.at, away: true });
    this.look();
  }

  /** Says who calls, where that is news. */
  look(): void {
    const calls: Call[] = this.#waiting().map(({ room, by, name, link }) => ({ room, identity: by, name, link }));
    const text = JSON.stringify(calls);
    if (this.#said === text) return;
    this.#said = text;
    this.#engine.tell({ is: 'calls', calls });
  }

  async #take(room: Room, { by, at, boxes }: Called): Promise<void> {
    const { keys, parts } = this.#engine;
    if (!keys || !room.charter.charter.state().members.has(by)) return;
    const opened = boxes.map((box) => openBox(box, keys.box)).find((plain) => plain !== undefined);
    if (opened?.length !== ROOM_BYTES + SECRET_BYTES) return;
    const to = toText(opened.subarray(0, ROOM_BYTES)) as RoomId;
    if (this.#kept.has(to)) return;
    const link = inviteLink(parts.origin, to, opened.subarray(ROOM_BYTES));
    await this.#keep(to, { by, name: room.view.nameOf(by), link, at });
  }

  /** Both began at once: the room with the lower id is theirs, and only the other's call to it is shown. */
  #waiting(): (KeptCall & { readonly room: RoomId })[] {
    const { view, parts } = this.#engine;
    const fresh = [...this.#kept].filter(([room, { at, away }]) => {
      const summary = view.summary(room);
      return !away && (summary === undefined || summary.left) && at > parts.clock.now() - DAYS * DAY_MS;
    });
    return fresh.flatMap(([room, call]) => {
      const own = this.#with(call.by);
      return own !== undefined && own < room ? [] : [{ ...call, room }];
    });
  }

  #with(identity: IdentityId): RoomId | undefined {
    const rooms = this.#engine.view.summaries.filter(({ other, left }) => other === identity && !left);
    return rooms.map(({ room }) => room).sort()[0];
  }

  /** Nobody came yet, or they left: they are called once more. */
  async #callAgain(from: Room, id: RoomId, identity: IdentityId): Promise<void> {
    const room = this.#engine.room(id);
    await room.open();
    const state = room.charter.charter.state();
    const now = this.#engine.parts.clock.now();
    const isCalled = [...state.invites.values()].some(
      ({ revoked, expires, used }) => !revoked && expires > now && used === 0,
    );
    if (!state.members.has(identity) && !isCalled) await this.#call(from, id, identity);
  }

  async #call(from: Room, to: RoomId, identity: IdentityId): Promise<void> {
    const state = from.charter.charter.state();
    const { random } = this.#engine.parts;
    const devices = (state.devicesOf.get(identity) ?? []).filter(
      (device) => actingIdentity(state, device) === identity,
    );
    if (devices.length === 0) throw new GrapevineError('not-member', 'This person is not in the room any more.');
    const read = readInviteLink(await this.#invite(to));
    if (!read.ok) throw new TypeError('a link that was made is whole');
    const link = concatBytes(bytesOf(to), read.value.secret);
    const boxes = devices.flatMap((device) => {
      const known = state.devices.get(device);
      return known ? [sealTo(known.box, link, random.bytes(SEED_BYTES))] : [];
    });
    await from.write({ t: 'call', boxes });
  }

  async #invite(room: RoomId): Promise<string> {
    const { createInvite } = await import('./inviting.ts');
    return createInvite(this.#engine, { do: 'invite.create', room, uses: 1, days: DAYS, open: true });
  }

  async #keep(room: RoomId, call: KeptCall): Promise<void> {
    await this.#engine.parts.store.write([{ table: 'commands', key: CALLS + room, value: call }]);
    this.#kept.set(room, call);
  }
}
