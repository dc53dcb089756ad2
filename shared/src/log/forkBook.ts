import { segmentOf, CHARTER, type DeviceId, type DocumentId, type WriterId } from '#shared/ids.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';

/**
 * What becomes of a proof: `news` where nothing was known of the writer, or only a fork further up; `stranger` while the room
 * knows no such device; `genesis` for the founder's first slot, where nothing is a fork (DOC-1).
 */
export type Verdict = 'news' | 'known' | 'stranger' | 'genesis';

/** LOG-8: of every writer of a room its lowest proven fork. Only devices the room knows can fill it. */
export class ForkBook {
  readonly #forks = new Map<DocumentId, Map<WriterId, ProvenFork>>();

  take(fork: ProvenFork, isKnown: (device: DeviceId) => boolean, charter: DocumentLog | undefined): Verdict {
    const { document, device } = fork.proof;
    if (!isKnown(device)) return 'stranger';
    const isCharter = segmentOf(document) === CHARTER;
    if (isCharter && fork.seq === 0 && fork.writer === charter?.founder) return 'genesis';
    const known = this.#forks.get(document) ?? new Map<WriterId, ProvenFork>();
    if ((known.get(fork.writer)?.seq ?? Infinity) <= fork.seq) return 'known';
    this.#forks.set(document, known.set(fork.writer, fork));
    return 'news';
  }

  /** Where the lists of a document fork, for its log. */
  counts(document: DocumentId): ReadonlyMap<WriterId, number> {
    return new Map(this.of(document).map(({ writer, seq }) => [writer, seq]));
  }

  /** LOG-8a: the same for a charter, by device. */
  devices(charter: DocumentId): ReadonlyMap<DeviceId, number> {
    return new Map(this.of(charter).map(({ proof: { device }, seq }) => [device, seq]));
  }

  of(document: DocumentId): readonly ProvenFork[] {
    return [...(this.#forks.get(document)?.values() ?? [])];
  }

  all(): readonly ProvenFork[] {
    return [...this.#forks.values()].flatMap((forks) => [...forks.values()]);
  }

  /** Devices that wrote two entries in one slot. */
  get faulty(): ReadonlySet<DeviceId> {
    return new Set(this.all().map(({ proof }) => proof.device));
  }
}
