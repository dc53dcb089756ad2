/**
 * Requests to join that reached this device. One it cannot judge yet waits for the charter to grow; in a room that asks, one
 * waits for a person. A no is held for a moment and can be taken back; once said it is kept, for whoever was away when it
 * was said asks again.
 */
import { toText } from '#shared/bytes.ts';
import { joinRequestId } from '#shared/charter/joinRequest.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { RoomId } from '#shared/ids.ts';
import type { Answer } from '#shared/wire/frames.ts';
import { admitAsker, answerTo } from './admission.ts';
import { askerOf } from './asker.ts';
import type { Host } from './host.ts';
import type { Asker } from './messages/members.ts';

/** A relay hands over no more than it keeps itself; beyond this it is flooding. */
const MOST_WAITING = 64;
/** As long as a window offers the way back. */
const HELD_MS = 6_000;

interface Waiting {
  readonly bytes: Uint8Array;
  /** A person is to say yes or no. */
  readonly asks: boolean;
}

export class Admissions {
  readonly #engine: Host;
  readonly #waiting = new Map<RoomId, Map<string, Waiting>>();
  /** Declined a moment ago: how to take it back. */
  readonly #held = new Map<string, () => void>();

  constructor(engine: Host) {
    this.#engine = engine;
  }

  /** A request, perhaps one that came before. `isWanted`: a person here said yes. */
  async take(id: RoomId, bytes: Uint8Array, isWanted = false): Promise<Answer | undefined> {
    const { rooms, keys, parts, relay, peers } = this.#engine;
    const room = rooms.get(id);
    if (!room || !keys) return undefined;
    const request = nameOf(bytes);
    const wasDeclined = !isWanted && (await parts.store.get('commands', declinedKey(id, request))) !== undefined;
    const mustWait = room.isBehind && !isWanted;
    const verdict = wasDeclined
      ? 'declined'
      : mustWait
        ? undefined
        : await admitAsker(room, bytes, keys, parts, isWanted);
    if (verdict === undefined || verdict === 'ask') {
      this.#wait(id, request, { bytes, asks: verdict === 'ask' });
      return undefined;
    }
    const answer = answerTo(room, bytes, verdict);
    this.#forget(id, request);
    relay.say(answer);
    peers.answer(answer);
    return answer;
  }

  /** The room's charter may say more now. */
  async advance(id: RoomId): Promise<void> {
    for (const { bytes } of [...this.#of(id).values()]) await this.take(id, bytes);
  }

  /** What this device cannot answer, or its person has not. */
  waiting(id: RoomId): readonly Uint8Array[] {
    return [...this.#of(id).values()].map(({ bytes }) => bytes);
  }

  /** Who waits for a person's word, the first to ask first. */
  asking(id: RoomId): Asker[] {
    const { rooms, keys } = this.#engine;
    const room = rooms.get(id);
    if (!room || !keys) return [];
    const shown = [...this.#of(id)].filter(([request, { asks }]) => asks && !this.#held.has(request));
    return shown.flatMap(([request, { bytes }]) => askerOf(room, request, bytes, keys) ?? []);
  }

  async admit(id: RoomId, request: string): Promise<void> {
    const answer = await this.take(id, this.#known(id, request).bytes, true);
    if (answer?.outcome === 'admitted') return;
    const say = answer
      ? 'The link they came by has ended meanwhile. Send them a new one.'
      : 'You may not let people into this room any more. An admin can.';
    throw new GrapevineError('not-admitted', say);
  }

  decline(id: RoomId, request: string): void {
    const { bytes } = this.#known(id, request);
    const say = (): void => {
      this.#held.delete(request);
      this.#decline(id, request, bytes).catch((error: unknown) => this.#engine.trouble(error));
    };
    this.#held.get(request)?.();
    this.#held.set(request, this.#engine.parts.clock.after(HELD_MS, say));
    this.#engine.changed(this.#engine.room(id));
  }

  /** Takes a no back, if it has not been said. */
  undo(id: RoomId, request: string): void {
    const stop = this.#held.get(request);
    if (!stop) throw new GrapevineError('too-late', 'They have been told no. A new link lets them ask again.');
    stop();
    this.#held.delete(request);
    this.#engine.changed(this.#engine.room(id));
  }

  /** Another device saw to it. */
  async answered({ room: id, request: hash, outcome }: Answer): Promise<void> {
    const request = toText(hash);
    if (!this.#of(id).has(request)) return;
    if (outcome === 'declined') await this.#keepDeclined(id, request);
    this.#forget(id, request);
  }

  stop(): void {
    for (const stop of this.#held.values()) stop();
  }

  async #decline(id: RoomId, request: string, bytes: Uint8Array): Promise<void> {
    await this.#keepDeclined(id, request);
    await this.take(id, bytes);
  }

  #keepDeclined(id: RoomId, request: string): Promise<void> {
    const value = this.#engine.parts.clock.now();
    return this.#engine.parts.store.write([{ table: 'commands', key: declinedKey(id, request), value }]);
  }

  #wait(id: RoomId, request: string, waiting: Waiting): void {
    const before = this.#of(id).get(request);
    if (before?.asks === waiting.asks || (!before && this.#of(id).size >= MOST_WAITING)) return;
    this.#of(id).set(request, waiting);
    this.#engine.changed(this.#engine.room(id));
  }

  #forget(id: RoomId, request: string): void {
    this.#held.get(request)?.();
    this.#held.delete(request);
    if (this.#of(id).delete(request)) this.#engine.changed(this.#engine.room(id));
  }

  #known(id: RoomId, request: string): Waiting {
    const known = this.#of(id).get(request);
    if (!known) throw new GrapevineError('answered', 'Somebody answered this request already.');
    return known;
  }

  #of(id: RoomId): Map<string, Waiting> {
    const known = this.#waiting.get(id) ?? new Map<string, Waiting>();
    this.#waiting.set(id, known);
    return known;
  }
}

const nameOf = (bytes: Uint8Array): string => toText(joinRequestId(bytes));
const declinedKey = (room: RoomId, request: string): string => `declined/${room}/${request}`;
