/** What the engine does with what the relay says: hands it to the room it is about. */
import { segmentOf, type RoomId } from '#shared/ids.ts';
import type { DocumentOffer, Entered, Frame, Refuse } from '#shared/wire/frames.ts';
import type { Engine } from './engine.ts';
import type { RelayEvents } from './relay.ts';

export class RelayDesk implements RelayEvents {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  opened(transcript: Uint8Array): void {
    const { connection, publisher, markers, parts, joins, rooms, view } = this.#engine;
    connection.opened();
    publisher.relayReached(parts.clock.now());
    markers?.forgetSaid();
    for (const { room } of view.summaries) {
      const known = rooms.get(room);
      if (known && !joins.isJoining(room)) this.#engine.enter(known);
    }
    joins.entered(transcript);
    this.#engine.checkCaughtUp();
  }

  closed(): void {
    for (const room of this.#engine.rooms.values()) room.disconnected();
    this.#engine.connection.lost();
    this.#engine.joins.unreachable();
  }

  entered(frame: Entered): void {
    const room = this.#engine.rooms.get(frame.room);
    if (!room) return;
    this.#engine.joins.offered(frame);
    this.#do(room.entered(frame).then(() => this.#engine.publisher.changed(room)));
  }

  offered(id: RoomId, offer: DocumentOffer): void {
    const room = this.#engine.rooms.get(id);
    if (room) this.#do(room.offered(offer));
  }

  frame(frame: Frame): void {
    switch (frame.type) {
      case 'sync':
      case 'ack':
        this.#document(frame);
        break;
      case 'mark':
        this.#do(this.#mark(frame));
        break;
      case 'asked':
        this.#do(this.#engine.admissions.take(frame.room, frame.request));
        break;
      case 'answer':
        if (frame.outcome !== 'admitted') this.#engine.joins.declined(frame.room, frame.outcome);
        break;
      default:
        // Frames a relay has no business sending are passed over: it gains nothing by them.
        break;
    }
  }

  refused(frame: Refuse): void {
    if (frame.room && this.#engine.joins.refused(frame.room, frame.say)) return;
    if (frame.code === 'bad-proof' || frame.code === 'slow-down') this.#engine.connection.trouble(frame.say);
    if (frame.room && !frame.segment) this.#engine.rooms.get(frame.room)?.refused();
    this.#engine.checkCaughtUp();
  }

  latency(ms: number): void {
    this.#engine.connection.latency(ms);
  }

  #document(frame: Extract<Frame, { type: 'sync' | 'ack' }>): void {
    const document = this.#engine.relay.documentOf(frame.channel);
    const room = document && this.#engine.documentRoom(document);
    if (!document || !room) return;
    if (frame.type === 'sync') room.message(document, frame.message);
    else this.#do(room.acknowledged(document, frame.counts));
    if (segmentOf(document) !== 'charter') this.#engine.checkCaughtUp();
  }

  async #mark(frame: Extract<Frame, { type: 'mark' }>): Promise<void> {
    const room = this.#engine.rooms.get(frame.room);
    if (!room || !this.#engine.markers) return;
    await room.open();
    if (await this.#engine.markers.hear(room, frame)) this.#engine.publisher.changed(room);
  }


  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#engine.trouble(error));
  }
}
