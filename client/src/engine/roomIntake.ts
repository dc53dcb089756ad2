/** What comes into a room's documents, and what follows from it: what waited for more of the charter, what is cut off, who lacks a key. */
import { cutStops } from '#shared/charter/cutStops.ts';
import { atLeast, type Rank } from '#shared/charter/rank.ts';
import type { Entry } from '#shared/entry/entry.ts';
import {
  CHARTER,
  documentId,
  type DeviceId,
  type EntryId,
  type DocumentId,
  type EpochId,
  type RoomId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { Copies } from './copies.ts';
import { LateGrants } from './lateGrants.ts';
import type { DocumentEvents, OpenDocument, Source } from './openDocument.ts';
import type { RoomCharter } from './roomCharter.ts';
import type { RoomForks } from './roomForks.ts';
import type { RoomHusks } from './roomHusks.ts';
import { grant } from './roomKeys.ts';
import type { RoomParts } from './roomParts.ts';
import type { RoomLink } from './roomLink.ts';
import type { RoomTimeline } from './roomTimeline.ts';
import { wayOf, type Ways } from './ways.ts';

/** So many at once from a peer are a page of history; the last page says that it is. Until then, or for so long, folding waits. */
const PAGE = 100;
const PAGES_MS = 500;

/** The room, as far as what comes into it concerns it. */
export interface Taking {
  readonly id: RoomId;
  readonly charter: RoomCharter;
  readonly timeline: RoomTimeline;
  readonly forks: RoomForks;
  readonly husks: RoomHusks;
  readonly link: RoomLink;
  readonly copies: Copies;
  readonly ways: Ways;
  readonly documents: readonly OpenDocument[];
  /** Of this device's person. */
  readonly rank: Rank | undefined;
  /** The relay is there and has not told its charter yet. */
  readonly isBehind: boolean;
  turn<T>(run: () => Promise<T>): Promise<T>;
  /** Takes room keys granted to this device, and opens what they open. */
  learn(): Promise<void>;
  /** Does the charter know the device, live or not? */
  knows(device: DeviceId): boolean;
  doubted(document: DocumentId, writer: WriterId, seq: number): boolean;
}

/** What is done about a change, now or in a moment. */
interface Upkeep {
  settle(): void;
  settleSoon(wait?: number): void;
  saveSoon(): void;
}

export class RoomIntake<Room extends Taking> {
  readonly quarantine = new Quarantine();
  readonly lateGrants: LateGrants;
  readonly #room: Room;
  readonly #own: RoomParts<Room>;
  readonly #upkeep: Upkeep;

  constructor(room: Room, own: RoomParts<Room>, upkeep: Upkeep) {
    const { clock, random } = own.parts;
    this.#room = room;
    this.#own = own;
    this.#upkeep = upkeep;
    this.lateGrants = new LateGrants(clock, random, () => this.#do(room.turn(() => this.#grantLate())));
  }

  async #grantLate(): Promise<void> {
    if (!atLeast(this.#room.rank, 'member')) return;
    if (this.#room.isBehind) return this.lateGrants.look();
    const { parts, keys } = this.#own;
    const { charter, timeline } = this.#room;
    const isUsed = (epoch: EpochId): boolean => timeline.wear.isUsed(epoch);
    const { openFallen, restate } = await import('./fallenEpochs.ts');
    if (await openFallen(charter, keys.device, isUsed)) timeline.reopen();
    await restate(charter, keys.device, parts.random, isUsed);
    await grant(charter, parts.random);
  }

  events(segment: Segment): DocumentEvents {
    const document = documentId(this.#room.id, segment);
    return {
      entries: (entries, from, peer) => {
        if (segment !== CHARTER) this.#room.husks.note(entries);
        else this.#room.timeline.wear.made(entries, this.#own.parts.clock.now());
        if (from === 'disk') return;
        if (segment !== CHARTER) this.#noteWays(entries, from, peer);
        this.#grew(segment, entries, from);
      },
      theirs: (page) => {
        this.#room.timeline.segment(segment)?.writer.meet(page.vector);
        this.#room.link.theirs(document, page);
      },
      answered: () => {
        this.#room.link.answered(document);
        if (segment === CHARTER) this.#do(this.#room.turn(() => Promise.resolve(this.dropUngrounded())));
        this.#upkeep.settleSoon();
      },
      waits: () => this.#room.link.lacksCharter(),
      suspected: (writer, seq) => {
        this.#room.doubted(document, writer, seq);
        this.#room.forks.suspect(document, writer, seq);
      },
      refused: ({ code, say }) => this.#own.events.refused({ code, say: `${document}: ${say}` }),
    };
  }

  #noteWays(entries: readonly Entry[], from: Source, peer: DeviceId | undefined): void {
    const { keys, wayOut } = this.#own;
    const { id, charter, ways } = this.#room;
    const state = charter.charter.state();
    ways.note(entries, ({ device }) => (from === 'own' ? wayOut(id) : wayOf(state, keys.device, device, peer)));
  }

  #grew(segment: Segment, entries: readonly Entry[], from: Source): void {
    const { events, keys } = this.#own;
    if (segment === CHARTER) this.#do(this.#room.turn(() => this.grounded()));
    if (from !== 'own') events.came(entries.length);
    if (from === 'link') {
      // What the relay hands out it took in. Own entries wait for its word all the same (MRK-2): that it is durable.
      const { outbox } = this.#own;
      const isMine = (entry: Entry): boolean => entry.device === keys.device && outbox.isKept(entry.document, entry);
      const others = entries.filter((entry) => !isMine(entry));
      this.#room.copies.onRelay(
        documentId(this.#room.id, segment),
        new Map(others.map(({ writer, seq }) => [writer, seq + 1])),
      );
    }
    events.grew(this.#room, segment, from);
    if (from === 'own') this.#upkeep.settle();
    else this.#upkeep.settleSoon(from === 'peer' && entries.length >= PAGE ? PAGES_MS : undefined);
    this.#upkeep.saveSoon();
    events.changed(this.#room);
  }

  /** The charter says something else than before. */
  async grounded(): Promise<void> {
    await this.#room.learn();
    this.lateGrants.look();
    const has = (head: EntryId): boolean => this.#room.charter.charter.has(head);
    for (const document of this.#room.documents) document.retry(has);
    await this.#room.forks.retry();
    await this.#own.charterGrew(this.#room, has);
    await this.stopAtCuts();
    if (this.#room.timeline.rejudge()) {
      this.#room.link.askAnew();
      this.#own.events.countsMore(this.#room);
    }
    this.#upkeep.settle();
    this.#own.events.changed(this.#room);
  }

  /** LOG-6: the link has sent its whole charter; what rests on more of it is dropped, and not asked of it again. */
  dropUngrounded(): void {
    for (const document of this.#room.documents) document.retry((head) => this.#room.charter.charter.has(head));
    if (this.#room.forks.grounds.ask({ quarantine: this.quarantine })) return;
    for (const { document, run } of this.quarantine.drop())
      this.#own.events.refused({
        code: 'no-ground',
        say: `${document}: ${run.entries.length} entries of ${run.writer} rest on charter entries that whoever sent them does not have.`,
      });
  }

  /** LOG-7, CHA-5: where lists are cut off. What nobody takes from this device waits for nobody. */
  async stopAtCuts(): Promise<void> {
    const { charter } = this.#room.charter;
    const { isOut } = this.#room.charter;
    for (const { segment, document, writer } of this.#room.timeline.segments) {
      document.stop('cut', cutStops(charter, document.log.heads));
      const { log } = document;
      this.#room.husks.stopAt(segment, log);
      const own = writer.writers.filter((one) => isOut || log.stopOf(one) < log.count(one));
      if (own.length === 0) continue;
      await this.#waitForNobody(document, own);
    }
    // Whose way in turned out void wrote it into the charter, where nobody takes it.
    const { device } = this.#own.keys;
    const { document } = this.#room.charter;
    if (isOut && !this.#room.knows(device)) await this.#waitForNobody(document, [writerId(document.id, device, 0)]);
  }

  async #waitForNobody({ id, log }: OpenDocument, own: readonly WriterId[]): Promise<void> {
    await this.#own.outbox.acknowledged(id, new Map(own.map((one) => [one, log.count(one)])));
    this.#upkeep.saveSoon();
  }

  #do(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#own.events.failed(error));
  }
}
