/**
 * What follows a change of a room, after a moment that gathers more of them: it is folded and shown, deletes are carried out, and
 * what is durable is noted.
 */
import { hash } from '#shared/crypto/hash.ts';
import { segmentOf, type EntryId, type RoomId, type Segment } from '#shared/ids.ts';
import type { OpenDocument } from './openDocument.ts';
import type { RoomCharter } from './roomCharter.ts';
import type { RoomHusks } from './roomHusks.ts';
import { isAlike, type Folded, type RoomIndex } from './roomIndex.ts';
import type { RoomLink } from './roomLink.ts';
import type { RoomParts } from './roomParts.ts';
import type { RoomTimeline } from './roomTimeline.ts';
import type { RoomView } from './roomView.ts';

/** Long enough to gather a burst, short enough that a marker follows a message while the reader looks. */
const SAVE_MS = 150;
/** Deletes come several at a time; what they take goes at once, as a person counts. */
const TEND_MS = 30;
/** While history streams in, folding waits for more of it: half of a room looks written apart (TIM-5). */
const STREAMING_MS = 120;

/** The room, as far as its upkeep concerns it. */
export interface Upkept {
  readonly id: RoomId;
  readonly charter: RoomCharter;
  readonly timeline: RoomTimeline;
  readonly view: RoomView;
  readonly link: RoomLink;
  readonly husks: RoomHusks;
  readonly index: RoomIndex;
  readonly documents: readonly OpenDocument[];
  turn<T>(run: () => Promise<T>): Promise<T>;
  /** Opens the month a message is in. */
  openAround(message: EntryId): Promise<void>;
}

export class RoomUpkeep<Room extends Upkept> {
  readonly #room: Room;
  readonly #own: RoomParts<Room>;
  readonly #sought = new Set<EntryId>();
  #isClosed = false;
  #stopSaving: (() => void) | undefined;
  #stopSettling: (() => void) | undefined;
  #stopTending: (() => void) | undefined;

  constructor(room: Room, own: RoomParts<Room>) {
    this.#room = room;
    this.#own = own;
  }

  /** After `wait` ms, or what suits how much more is to be expected. */
  settleSoon(wait = this.#room.link.isSynced ? 0 : STREAMING_MS): void {
    if (this.#stopSettling) return;
    this.#stopSettling = this.#own.parts.clock.after(wait, () => this.settle());
  }

  /** Folds and shows what is here. */
  settle(): void {
    this.#stopSettling?.();
    this.#stopSettling = undefined;
    if (this.#isFilling) return;
    this.show();
  }

  /** As `settle`, however little is here; `isViewed`: the rows of what just opened are there as they should be. */
  show(isViewed = false): void {
    const { husks, view } = this.#room;
    // What a delete takes is known once it is folded in; what an order takes goes before anything is shown.
    husks.review();
    view.settle(isViewed);
    if (husks.review()) view.settle(isViewed);
  }

  tendSoon(): void {
    this.#stopTending ??= this.#own.parts.clock.after(TEND_MS, () => {
      this.#stopTending = undefined;
      this.#do(
        this.#room.turn(async () => {
          await this.#room.husks.tend();
          this.settle();
        }),
      );
      this.saveSoon();
    });
  }

  saveSoon(): void {
    this.#stopSaving?.();
    this.#stopSaving = this.#own.parts.clock.after(SAVE_MS, () => this.#do(this.#saveNow()));
  }

  /** Waits for the documents' own stores and the view's, then notes what is durable here. In a turn, or of a room nobody uses. */
  async save(): Promise<void> {
    await this.#saveDocuments();
    await this.#saveView();
    await this.#openAbsent();
    this.#own.events.changed(this.#room);
  }

  /** All that was asked of a friend is here: made durable, and said to be, before anything else is done with it. */
  async cameWhole(): Promise<void> {
    for (const document of this.#room.documents)
      this.#own.events.saved(this.#room, segmentOf(document.id), await document.flushed());
    this.#stopSettling?.();
    this.#stopSettling = undefined;
    this.settleSoon();
  }

  /** Nothing is begun any more; what runs ends. */
  stop(): void {
    this.#stopSaving?.();
    this.#stopSettling?.();
    this.#stopTending?.();
  }

  /** Saved for the last time: what a save began meanwhile notes nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#stopSaving?.();
  }

  /**
   * Do the rows show the fold of the open months? Then of each: what is said in one shows in others, as a quote or an edit. They were
   * noted when all was due (TIM-3), which by a clock that was put back it may not be.
   */
  isViewed(): boolean {
    const { charter, timeline, index } = this.#room;
    const keys = charter.keyring.size;
    if (!timeline.fold.isDueWhole(this.#own.parts.clock.now())) return false;
    return timeline.segments.every(({ segment, document }) =>
      index.isViewed(segment, this.#folded(segment, document), keys),
    );
  }

  /** What rows are made of: entries, what of them is gone, and what the charter says of who wrote them: what counts, and their names. */
  #folded(segment: Segment, { log }: OpenDocument): Uint8Array {
    const { husks, charter } = this.#room;
    return hash('folded', log.digest(), husks.digest(segment), charter.document.log.digest());
  }

  /**
   * Somebody is just coming in, and what they will see first is not here: half of it would look written apart (TIM-5), and be
   * written again as the rest comes.
   */
  get #isFilling(): boolean {
    const { id, link } = this.#room;
    return this.#own.isJoining(id) && !link.isNewestHere && !this.#own.isNewestHere(id);
  }

  /** Months of rows may take seconds to write: nobody who writes waits for them, so that is no turn's work. */
  async #saveNow(): Promise<void> {
    await this.#room.turn(() => this.#saveDocuments());
    await this.#saveView();
    if (this.#isClosed) return;
    await this.#room.turn(() => this.#openAbsent());
    this.#own.events.changed(this.#room);
  }

  async #saveDocuments(): Promise<void> {
    const { husks, index, documents } = this.#room;
    const { outbox, events } = this.#own;
    await husks.tend();
    for (const document of documents) {
      const { bytes, log } = document;
      const segment = segmentOf(document.id);
      const noted = { digest: log.digest(), entries: log.size, bytes, husks: husks.digest(segment) };
      const vector = await document.flushed();
      await outbox.flushed(document.id, vector);
      await index.note(segment, { ...noted, vector: [...vector] });
      events.saved(this.#room, segment, vector);
    }
  }

  async #saveView(): Promise<void> {
    if (this.#isFilling) return;
    this.settle();
    const { charter, timeline, view, index } = this.#room;
    const keys = charter.keyring.size;
    const before = this.#foldedNow();
    await view.flushed();
    // TIM-3: what is held for its time falls due while nobody looks, too: then there are rows that were never written.
    if (timeline.fold.nextDue() !== undefined) return;
    // What came meanwhile may be among the rows, and is not yet noted as kept: the next save says so.
    if (isAlike(before, this.#foldedNow()) && !this.#isClosed) await index.viewed(before, keys);
  }

  #foldedNow(): Folded[] {
    const { timeline } = this.#room;
    return timeline.segments.map(({ segment, document }) => {
      return { segment, digest: this.#folded(segment, document), messages: timeline.fold.countOf(segment) };
    });
  }

  /** TIM-4: ops that speak of messages in months not open wait until those are. */
  async #openAbsent(): Promise<void> {
    for (const message of [...this.#room.timeline.fold.absent]) {
      if (this.#sought.has(message)) continue;
      this.#sought.add(message);
      await this.#room.openAround(message);
    }
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#own.events.failed(error));
  }
}
