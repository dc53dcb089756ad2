/**
 * CHA-8 without a relay: requests to come in are put to a friend who is in the room, and by friends to whoever may see to them.
 * Nothing is kept here; what waits, `Admissions` holds, and whoever may admit hears of it when they come.
 */
import { toText } from '#shared/bytes.ts';
import { joinRequestId, readJoinRequest } from '#shared/charter/joinRequest.ts';
import { actingIdentity, mayAdmit } from '#shared/charter/state.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { Answer, Ask, Asked } from '#shared/wire/frames.ts';
import type { Host, PeersRoom } from './host.ts';
import type { PeerSession } from './peerSession.ts';

/** Requests that were handed on, so that none goes round in circles. */
const MOST_HANDED = 1024;

export class PeerDoor {
  readonly #engine: Host;
  readonly #sessions: () => readonly PeerSession[];
  readonly #handed = new Set<string>();
  /** By whom a request came that is not answered yet. */
  readonly #askers = new WeakMap<PeerSession, { readonly room: RoomId; readonly request: string }>();

  constructor(engine: Host, sessions: () => readonly PeerSession[]) {
    this.#engine = engine;
    this.#sessions = sessions;
  }

  /** A guest asks; one request a link. */
  async ask({ room, request }: Ask, from: PeerSession): Promise<void> {
    const guest = from.room(room)?.entry.guest;
    const read = readJoinRequest(request);
    const isTheirs = read.ok && read.value.room === room && read.value.certificate.sign === from.device;
    if (!isTheirs || guest?.invite !== read.value.invite) return this.#refuse(room, from);
    const hash = toText(joinRequestId(request));
    if ((this.#askers.get(from)?.request ?? hash) !== hash) return this.#refuse(room, from);
    this.#askers.set(from, { room, request: hash });
    await this.#take({ type: 'asked', room, request }, from);
  }

  /** A member hands a request on. */
  async asked(frame: Asked, from: PeerSession): Promise<void> {
    if (from.room(frame.room)?.isEntered) await this.#take(frame, from);
  }

  /** A no is believed of whoever may say yes; and by a guest, of the friend at whose door it is. */
  async answer(answer: Answer, from: PeerSession): Promise<void> {
    const room = from.room(answer.room);
    const { admissions, peers } = this.#engine;
    if (room?.entry.isAtDoor) await peers.answered(answer);
    if (!room?.isEntered || !from.device || !this.#mayAdmit(answer.room, from.device)) return;
    await admissions.answered(answer);
    this.#tellAsker(answer);
  }

  /** This device has seen to a request. */
  say(answer: Answer): void {
    this.#tellAsker(answer);
    for (const session of this.#in(answer.room)) session.say(answer);
  }

  /** Somebody is here who may be able to see to what waits. */
  shares(room: PeersRoom): void {
    if (!this.#mayAdmit(room.id, room.device)) return;
    for (const request of this.#engine.admissions.waiting(room.id)) room.say({ type: 'asked', room: room.id, request });
  }

  async #take(frame: Asked, from: PeerSession): Promise<void> {
    const answer = await this.#engine.admissions.take(frame.room, frame.request);
    const hash = toText(joinRequestId(frame.request));
    if (answer || this.#handed.has(hash)) return;
    this.#remember(hash);
    const others = this.#in(frame.room).filter((session) => session !== from);
    const able = others.filter(({ device }) => device && this.#mayAdmit(frame.room, device));
    for (const session of able.length > 0 ? able : others) session.say(frame);
  }

  #remember(request: string): void {
    this.#handed.add(request);
    const [oldest] = this.#handed;
    if (this.#handed.size > MOST_HANDED && oldest !== undefined) this.#handed.delete(oldest);
  }

  #tellAsker(answer: Answer): void {
    const hash = toText(answer.request);
    for (const session of this.#sessions()) {
      if (this.#askers.get(session)?.request !== hash) continue;
      // Who was answered may ask anew.
      this.#askers.delete(session);
      session.say(answer);
    }
  }

  #in(room: RoomId): PeerSession[] {
    return this.#sessions().filter((session) => session.room(room)?.isEntered);
  }

  #mayAdmit(id: RoomId, device: DeviceId): boolean {
    const state = this.#engine.rooms.get(id)?.charter.charter.state();
    const identity = state && actingIdentity(state, device);
    return state !== undefined && identity !== undefined && mayAdmit(state, identity);
  }

  #refuse(room: RoomId, from: PeerSession): void {
    from.say({ type: 'refuse', code: 'bad-invite', say: 'That request does not go with the invite.', room });
  }
}
