/**
 * LOG-7, LOG-8 for one room and one link of this device: finds where its lists and those of the other side part, keeps the
 * proofs, hands each on once, and answers the other side's questions. It takes no side: from the fork on nothing counts,
 * whichever branch is held here. All links of a room share one book.
 */
import {
  CHARTER,
  documentId,
  segmentOf,
  type DeviceId,
  type DocumentId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import { ForkBook } from '#shared/log/forkBook.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';
import { afterPrefix, type DeviceStore } from '#shared/ports/deviceStore.ts';
import { forkFrame, readFork } from '#shared/sync/forkFrame.ts';
import { answerCompare, answerShow, compareEnds, narrow, prove, type Ground } from '#shared/sync/forkSearch.ts';
import { encodeFrame, readFrame } from '#shared/wire/frame.ts';
import type { Compare, Compared, Fork, Frame, Need, Show, Shown } from '#shared/wire/frames.ts';
import type { OpenDocument } from './openDocument.ts';
import { RoomGrounds, type Grounded } from './roomGrounds.ts';

/** The room, as far as its forks concern it. */
export interface Forkable extends Grounded {
  documentOf(segment: Segment): OpenDocument | undefined;
  openSegment(segment: Segment): Promise<void>;
  /** Does the charter know the device? */
  knows(device: DeviceId): boolean;
  /** LOG-9: true where an own entry that is to be shown was never acknowledged: it is looked into first. */
  doubted(document: DocumentId, writer: WriterId, seq: number): boolean;
  /** LOG-9: what stands in slots of a document there, and the lists that differ from those here. */
  compared(document: DocumentId, frame: Compared, differing: ReadonlySet<WriterId>): Promise<void>;
  /** LOG-9: true where the fork is this device's own and nobody else has its branch: it is taken back, and said again. */
  mends(fork: ProvenFork): Promise<boolean>;
  /** A fork is known and kept: what rests on the document is to be made anew. */
  forked(fork: ProvenFork): Promise<void>;
}

/** What two sides say to each other about forks. */
export type ForkFrame = Compare | Compared | Show | Shown | Fork | Need;

/** Proofs about devices the charter does not know yet. */
const MOST_EARLY = 64;
/** Questions of one link, each of which may cost the hashing of a list. */
const MOST_QUESTIONS = 400;

export class RoomForks {
  readonly book: ForkBook;
  readonly #room: Forkable;
  readonly #store: DeviceStore;
  readonly #device: DeviceId;
  readonly #say: (frame: Frame) => void;
  /** Proofs about devices that are still strangers: the charter may be on its way. */
  #early: ProvenFork[] = [];
  /** Forks the other side of the link is known to know. */
  readonly #told = new Set<string>();
  readonly #asked = new Set<string>();
  #questions = 0;
  readonly grounds: RoomGrounds;

  constructor(
    room: Forkable,
    store: DeviceStore,
    device: DeviceId,
    say: (frame: Frame) => void,
    book = new ForkBook(),
  ) {
    this.book = book;
    this.#room = room;
    this.#store = store;
    this.#device = device;
    this.#say = say;
    this.grounds = new RoomGrounds(room, store, say, (fork) => this.#take(fork));
  }

  /** Reads what is kept of earlier runs. It was checked before it was kept, and is checked again: a disk is no proof. */
  async load(): Promise<void> {
    const prefix = `${FORK}${this.#room.id}/`;
    for (const { value } of await this.#store.range('index', { from: prefix, to: afterPrefix(prefix) })) {
      const frame = readFrame(value as Uint8Array);
      const fork = frame.ok && frame.value.type === 'fork' ? readFork(frame.value) : undefined;
      if (fork?.ok) this.book.take(fork.value, () => true, undefined);
    }
  }

  /** A new link knows nothing yet, and may ask anew. */
  linked(): void {
    this.#told.clear();
    this.#asked.clear();
    this.#questions = 0;
    this.grounds.linked();
  }

  /** Tells the other side every fork it is not known to know. */
  tell(): void {
    for (const fork of this.book.all()) this.#hand(fork);
  }

  /** The other side sent what does not continue the list held: its entry in the last slot held says why. */
  suspect(document: DocumentId, writer: WriterId, seq: number): void {
    const key = `${document} ${writer} ${seq}`;
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.#say({ type: 'show', room: this.#room.id, segment: segmentOf(document), writer, seq });
  }

  /** State vectors agree and digests do not: looks for the list that differs. */
  compare(document: OpenDocument): void {
    for (const frame of compareEnds(document.ground)) this.#say(frame);
  }

  /** The charter grew: devices that were strangers may not be any more. */
  async retry(): Promise<void> {
    const early = this.#early;
    this.#early = [];
    for (const fork of early) await this.#take(fork);
  }

  async hear(frame: ForkFrame): Promise<void> {
    if (frame.type === 'fork') return this.#hear(frame);
    if (++this.#questions > MOST_QUESTIONS) return;
    if (frame.type === 'need') return this.grounds.answer(frame);
    await this.#room.openSegment(frame.segment);
    const ground = this.#room.documentOf(frame.segment)?.ground;
    if (!ground) return;
    switch (frame.type) {
      case 'compare':
        return this.#say(await answerCompare(ground, frame));
      case 'compared':
        return this.#narrow(ground, frame);
      case 'show':
        return this.#show(ground, frame);
      case 'shown': {
        const fork = await prove(ground, frame);
        if (fork && !(await this.#room.mends(fork))) await this.#take(fork);
        return;
      }
    }
  }

  /**
   * LOG-9: what only this device has is shown to nobody as a branch before it has looked at what the others have there. Then there
   * is nothing to show: it is the same, or is taken back. Whoever says they have nothing is charged for what they sent.
   */
  async #show(ground: Ground, frame: Show): Promise<void> {
    const shown = await answerShow(ground, frame);
    if (!this.#room.doubted(ground.log.document, frame.writer, frame.seq)) this.#say(shown);
  }

  async #narrow(ground: Ground, frame: Compared): Promise<void> {
    const next = await narrow(ground, frame);
    for (const one of next) this.#ask(one);
    const asked = next.flatMap((one) => (one.type === 'show' ? [one.writer] : one.slots.map(([writer]) => writer)));
    await this.#room.compared(ground.log.document, frame, new Set(asked));
  }

  #ask(frame: Compare | Show): void {
    if (frame.type === 'compare') this.#say(frame);
    else this.suspect(documentId(frame.room, frame.segment), frame.writer, frame.seq);
  }

  async #hear(frame: Fork): Promise<void> {
    const fork = readFork(frame);
    if (!fork.ok) return;
    this.#told.add(keyOf(fork.value));
    await this.#take(fork.value);
  }

  async #take(fork: ProvenFork): Promise<void> {
    const charter = this.#room.documentOf(CHARTER)?.log;
    const verdict = this.book.take(fork, (device) => device === this.#device || this.#room.knows(device), charter);
    if (verdict === 'stranger') this.#early = [...this.#early, fork].slice(-MOST_EARLY);
    if (verdict !== 'news') return;
    const key = `${FORK}${fork.proof.document}/${fork.writer}`;
    await this.#store.write([{ table: 'index', key, value: encodeFrame(forkFrame(fork.proof)) }]);
    await this.#room.forked(fork);
    this.#hand(fork);
  }

  #hand(fork: ProvenFork): void {
    const key = keyOf(fork);
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#say(forkFrame(fork.proof));
  }
}

const FORK = 'fork/';

/** Two proofs of one fork count as one: whoever knows one needs no other. */
const keyOf = ({ proof: { document }, writer, seq }: ProvenFork): string => `${document} ${writer} ${seq}`;
