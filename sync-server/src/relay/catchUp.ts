/** The answer to step 1, or a page of one (LOG-10): what the reader lacks, page by page as it takes them, straight from the store. */
import { writeStep1Page } from '#shared/log/syncMessage.ts';
import { vectorPages, type VectorPage } from '#shared/log/vectorPages.ts';
import type { WriterId } from '#shared/ids.ts';
import type { RelayStore } from '#shared/ports/relayStore.ts';
import { sayError, type Journal } from '../journal.ts';
import type { DeviceLink } from './deviceLink.ts';
import { SyncStep, syncParts } from './encodeSync.ts';
import { serveFormer } from './formerCharter.ts';
import type { PageCache } from './pageCache.ts';
import type { Room } from './room.ts';
import type { RoomDocument } from './roomDocument.ts';

/** An update without entries. */
const NOTHING = new Uint8Array(2);

export class CatchUp {
  readonly #store: RelayStore;
  readonly #pages: PageCache;
  readonly #journal: Journal;
  /** What a link asked again while it was being answered: only the last word counts. */
  readonly #running = new WeakMap<DeviceLink, Map<RoomDocument, VectorPage | undefined>>();

  constructor(store: RelayStore, pages: PageCache, journal: Journal) {
    this.#store = store;
    this.#pages = pages;
    this.#journal = journal;
  }

  answer(room: Room, document: RoomDocument, link: DeviceLink, asked: VectorPage): void {
    const running = this.#running.get(link) ?? new Map<RoomDocument, VectorPage | undefined>();
    this.#running.set(link, running);
    const busy = running.has(document);
    running.set(document, asked);
    if (!busy) void this.#serveAll(room, document, link, running);
  }

  async #serveAll(
    room: Room,
    document: RoomDocument,
    link: DeviceLink,
    running: Map<RoomDocument, VectorPage | undefined>,
  ): Promise<void> {
    try {
      for (let next = running.get(document); next; next = running.get(document)) {
        running.set(document, undefined);
        await this.#serve(room, document, link, next);
      }
    } catch (error) {
      this.#journal.trouble('catch-up-failed', { error: sayError(error) });
      link.refuse('slow-down', 'What is missing cannot be read now.', {
        room: room.id,
        segment: document.segment,
        retry: 5000,
      });
    } finally {
      running.delete(document);
    }
  }

  /** The last page is step 2, so that it says the answer is whole. */
  async #serve(room: Room, document: RoomDocument, link: DeviceLink, asked: VectorPage): Promise<void> {
    const { channel } = document;
    // Only what is durable: a device takes this for an acknowledgement (REL-1), and sends the rest again.
    for (const held of vectorPages(document.durable.vector(), asked)) {
      await link.readyForPage();
      link.send({ type: 'sync', channel, message: writeStep1Page(held) });
    }
    if (room.presences.get(link)?.standing === 'former') return serveFormer(this.#store, room, document, link, asked);
    const reached = new Map<WriterId, number>(asked.vector);
    for (let complete = false; !complete;) {
      await link.readyForPage();
      const ranges = document.missing(reached, asked);
      const page = ranges.length > 0 ? await this.#pages.scan(channel, ranges) : undefined;
      if (link.closed || !room.reaches(link, document)) return;
      complete = page?.complete ?? true;
      const update = page?.update ?? NOTHING;
      link.write(...syncParts(channel, complete ? SyncStep.answer : SyncStep.update, update));
      for (const [writer, count] of page?.reached ?? []) reached.set(writer, count);
    }
    // Accepted since the scan, or skipped by a reader that waited for its answer.
    for (const { messages } of document.uncommitted) for (const message of messages) link.offer(message);
  }
}
