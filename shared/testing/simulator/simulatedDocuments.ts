/**
 * Room documents whose updates become durable some time later, on asking or by themselves: a crash loses those that were not.
 */
import type { DocumentId } from '#shared/ids.ts';
import type { DocumentStore, StoredDocument } from '#shared/ports/documentStore.ts';
import { memoryDocuments, type MemoryLibrary } from '../../../client/src/adapters/memoryDocuments.ts';
import type { SeededRandom } from '../seededRandom.ts';
import type { Reach } from './crashPoint.ts';
import type { Life } from './life.ts';

const OPEN_MS = 20;
const FLUSH_MS = 400;
/** One update of so many is written at once, unasked. */
const UNASKED = 4;

export function simulatedDocuments(
  library: MemoryLibrary,
  life: Life,
  random: SeededRandom,
  reach: Reach,
): DocumentStore {
  const inner = memoryDocuments(library);
  const flush = (stored: StoredDocument): Promise<void> =>
    life.take(random.below(FLUSH_MS), async () => {
      reach('flush');
      if (!life.isOver) await stored.flushed();
    });

  async function open(document: DocumentId): Promise<StoredDocument> {
    const stored = await life.take(random.below(OPEN_MS), () => inner.open(document));
    let isClosed = false;
    stored.doc.on('update', () => {
      if (random.below(UNASKED) > 0) return;
      void life.take(random.below(FLUSH_MS), () => (isClosed ? Promise.resolve() : stored.flushed()));
    });
    return {
      doc: stored.doc,
      flushed: () => flush(stored),
      rewritten: () => life.take(random.below(FLUSH_MS), () => stored.rewritten()),
      close: () => {
        isClosed = true;
        return life.take(random.below(OPEN_MS), () => stored.close());
      },
    };
  }

  return { open, remove: (document) => life.take(random.below(OPEN_MS), () => inner.remove(document)) };
}
