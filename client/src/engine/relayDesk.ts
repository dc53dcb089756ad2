/** What the engine does with what the relay says: hands it to the room it is about. */
import { segmentOf, type RoomId } from '#shared/ids.ts';
import type { DocumentOffer, Entered, Frame, Refuse } from '#shared/wire/frames.ts';
import type { Admissions } from './admissions.ts';
import type { Host } from './host.ts';
import type { Joins } from './joins.ts';
import type { RelayEvents } from './relay.ts';
import type { ForkFrame } from './roomForks.ts';

/** Refusals of the whole link that a person can do something about. */
const TOLD: ReadonlySet<Refuse['code']> = new Set(['bad-proof', 'slow-down', 'sign-in']);

export class RelayDesk implements RelayEvents {
  readonly #engine: Host;
  readonly #joins: Joins;
  readonly #admissions: Admissions;

  constructor(engine: Host, joins: Joins, admissions: Admissions) {
    this.#engine = engine;
    this.#joins = joins;
    this.#admissions = admissions;
  }

  opened(transcript: Uint8Array): void {
    const { connection, markers, rooms, peers } = this.#engine;
    connection.opened();
    peers.introducible();
    markers?.forgetSaid();
    for (const [id, room] of rooms) if (!this.#joins.turnsTo(id)) this.#engine.enter(room);
    this.#joins.entered(transcript);
    this.#engine.checkCaughtUp();
  }

  closed(): void {
    for (const room of this.#engine.rooms.values()) room.link.disconnected();
    this.#engine.connection.lost();
    this.#joins.unreachable();
    this.#engine.peers.unreachable();
  }

  entered(frame: Entered): void {
    const room = this.#engine.rooms.get(frame.room);
    if (!room) return;
    this.#joins.offered(frame);
    this.#do(room.link.entered(frame).then(() => this.#engine.changed(room)));
  }

  offered(id: RoomId, offer: DocumentOffer): void {
    const room = this.#engine.rooms.get(id);
    if (room) this.#do(room.link.announced(offer));
  }

  frame(frame: Frame): void {
    switch (frame.type) {
      case 'sync':
      case 'ack':
        this.#document(frame);
        break;
      case 'husks':
      case 'payloads':
        this.#do(this.#engine.rooms.get(frame.room)?.hearHusks(frame) ?? Promise.resolve());
        break;
      case 'mark':
        this.#do(this.#engine.hearMark(frame));
        break;
      case 'live':
        this.#engine.hearLive(frame);
        break;
      case 'ice':
        this.#engine.peers.helpedBy(frame.servers ?? []);
        break;
      case 'near':
      case 'introduce':
        this.#engine.peers.heard(frame);
        break;
      case 'asked':
        this.#do(this.#admissions.take(frame.room, frame.request));
        break;
      case 'compare':
      case 'compared':
      case 'show':
      case 'shown':
      case 'fork':
      case 'need':
        this.#fork(frame);
        break;
      case 'given':
        this.#do(this.#engine.rooms.get(frame.room)?.hearGiven(frame) ?? Promise.resolve());
        break;
      case 'answer':
        this.#do(this.#admissions.answered(frame));
        if (frame.outcome !== 'admitted') this.#do(this.#joins.declined(frame.room, frame.outcome));
        break;
      default:
        // Frames a relay has no business sending are passed over: it gains nothing by them.
        break;
    }
  }

  refused(frame: Refuse): void {
    // What is refused is refused before anything that was said after it.
    const isOfJoin = this.#joins.refused(frame);
    if (!isOfJoin && TOLD.has(frame.code)) this.#engine.connection.trouble(frame.say);
    const link = frame.room && this.#engine.rooms.get(frame.room)?.link;
    if (link && !isOfJoin && frame.code === 'not-member') link.shutOut(frame.segment);
    else if (link && !frame.segment) link.refused();
    this.#engine.checkCaughtUp();
  }

  latency(ms: number): void {
    this.#engine.connection.latency(ms);
  }

  #document(frame: Extract<Frame, { type: 'sync' | 'ack' }>): void {
    const document = this.#engine.relay.documentOf(frame.channel);
    const room = document && this.#engine.documentRoom(document);
    if (!document || !room) return;
    if (frame.type === 'sync') room.link.message(document, frame.message);
    else this.#do(room.link.acknowledged(document, frame.counts));
    if (segmentOf(document) !== 'charter') this.#engine.checkCaughtUp();
  }

  #fork(frame: ForkFrame): void {
    const room = this.#engine.rooms.get(frame.room);
    if (room) this.#do(room.hear(frame));
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#engine.trouble(error));
  }
}
