/**
 * How far two devices on a peer link have let each other into one room (SYN-4): as members, or one of them at the other's door
 * with an invite or a certificate (CHA-8). What may be said of the room is asked here before every frame.
 */
import { CHARTER, type DeviceId, type RoomId, type Segment } from '#shared/ids.ts';
import { rootDigest } from '#shared/log/rootDigest.ts';
import type { Enter, Frame } from '#shared/wire/frames.ts';
import type { Host } from './host.ts';
import { isMember, isWelcome, provenGuest, whyNot, type Guest } from './peerStanding.ts';
import type { Room } from './room.ts';

/** The two ends. */
export interface PeerEnds {
  readonly device: DeviceId;
  readonly own: DeviceId;
  /** Of the proved link: proofs of invites are made over it. */
  readonly transcript: Uint8Array;
  say(frame: Frame): void;
}

type As = 'member' | 'guest';

export class PeerEntry {
  readonly id: RoomId;
  readonly ends: PeerEnds;
  readonly #engine: Host;
  /** As what this device turned to the room and was not answered yet, the first first. */
  readonly #asked: As[] = [];
  #isEntered = false;
  #isAtDoor = false;
  #isOver = false;
  #guest: Guest | undefined;
  /** Turned away for something the charter here does not have yet. */
  #knocked: Enter | undefined;

  constructor(id: RoomId, engine: Host, ends: PeerEnds) {
    this.id = id;
    this.ends = ends;
    this.#engine = engine;
  }

  /** Both have turned to the room as members. */
  get isEntered(): boolean {
    return this.#isEntered;
  }

  /** This device is on its way in, and the peer lets it read the charter and ask. */
  get isAtDoor(): boolean {
    return this.#isAtDoor;
  }

  /** The peer is on its way in, by this. */
  get guest(): Guest | undefined {
    return this.#guest;
  }

  /** The link is no more: what still goes on about it comes to nothing, and holds on to nothing. */
  close(): void {
    this.#isOver = true;
    this.#isEntered = false;
    this.#isAtDoor = false;
  }

  /** The room, where it is here and the peer may have this of it; without a segment, everything. */
  async room(segment?: Segment): Promise<Room | undefined> {
    const room = await this.#open();
    return room && this.may(room, segment) ? room : undefined;
  }

  may(room: Room, segment?: Segment): boolean {
    if (this.#isOver) return false;
    const state = room.charter.charter.state();
    if (isMember(state, this.ends.device)) return true;
    if (segment !== CHARTER) return false;
    return this.#isAtDoor || (this.#guest !== undefined && isWelcome(state, this.#guest, this.ends.device, this.#now));
  }

  /** Is this document spoken of on the link? */
  speaksOf(segment: Segment): boolean {
    return this.#isEntered || (segment === CHARTER && (this.#isAtDoor || this.#guest !== undefined));
  }

  /** Turns to the room, if the peer is in it, or this device is on its way in. Only then does it hear of it. */
  async enter(): Promise<void> {
    const room = await this.#open();
    if (!room) return;
    const as = this.#isIn(room) ? 'member' : 'guest';
    if (this.#asked.includes(as) || (as === 'member' ? this.#isEntered || !this.may(room) : this.#isAtDoor)) return;
    const shown = as === 'member' ? digestOf(room) : this.#engine.peers.shown(room.id, this.ends.transcript);
    if (!shown) return;
    this.#asked.push(as);
    this.ends.say({ type: 'enter', room: this.id, ...shown });
  }

  /** The peer turns to the room: what it is to be told of, if anything. */
  async answer(frame: Enter): Promise<{ readonly room: Room; readonly as: As } | undefined> {
    const room = await this.room();
    if (!room) return this.#greet(frame);
    await this.enter();
    return { room, as: 'member' };
  }

  /** The peer answered what was asked first; a member is one from now on. */
  entered(): As | undefined {
    const as = this.#isOver ? undefined : this.#asked.shift();
    if (as === 'guest') this.#isAtDoor = true;
    if (as === 'member') this.#isEntered = true;
    return as;
  }

  /** Not yet, or no longer: asked again when the charter says otherwise. */
  refused(): As | undefined {
    const as = this.#asked.shift();
    if (as !== 'guest') this.#isEntered = false;
    return as;
  }

  /** Whom it lists may be another, and an invite that was shown may be in it now. */
  async charterGrew(room: Room): Promise<{ readonly room: Room; readonly as: As } | undefined> {
    if (!this.#isEntered) await this.enter();
    const knocked = this.#knocked;
    const guest = knocked && provenGuest(knocked, this.ends.device, this.ends.transcript);
    const isGood = guest && isWelcome(room.charter.charter.state(), guest, this.ends.device, this.#now);
    return knocked && isGood ? this.#greet(knocked) : undefined;
  }

  /** CHA-8: somebody who is not in the room, perhaps with an invite: the charter and a place at the door. */
  async #greet(frame: Enter): Promise<{ readonly room: Room; readonly as: As } | undefined> {
    const guest = provenGuest(frame, this.ends.device, this.ends.transcript);
    const room = await this.#open();
    if (!room || !guest || !this.#isIn(room)) return this.#refuse('not-member', 'Your device is not in this room.');
    const state = room.charter.charter.state();
    const isGood = isWelcome(state, guest, this.ends.device, this.#now);
    this.#guest = isGood ? guest : undefined;
    this.#knocked = isGood ? undefined : frame;
    if (isGood) return { room, as: 'guest' };
    return this.#refuse('bad-invite', whyNot(state, guest, this.#now) ?? 'This invite is not good any more.');
  }

  #refuse(code: 'not-member' | 'bad-invite', say: string): undefined {
    this.ends.say({ type: 'refuse', code, say, room: this.id });
  }

  async #open(): Promise<Room | undefined> {
    const room = this.#engine.rooms.get(this.id);
    await room?.open();
    return room;
  }

  #isIn(room: Room): boolean {
    return isMember(room.charter.charter.state(), this.ends.own);
  }

  get #now(): number {
    return this.#engine.parts.clock.now();
  }
}

function digestOf(room: Room): Pick<Enter, 'digest'> {
  const documents = room.index.digests;
  return documents.length === 0 ? {} : { digest: rootDigest(documents) };
}
