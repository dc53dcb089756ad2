/**
 * What a room's documents hold, known without opening any (SYN-2): digest and counts as of the last time they were durable,
 * and whether the view store shows exactly that. Behind the documents at worst, never ahead of them.
 */
import { equalBytes } from '#shared/bytes.ts';
import { documentId, segmentOf, type DocumentId, type RoomId, type Segment, type WriterId } from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { afterPrefix, type Change, type DeviceStore } from '#shared/ports/deviceStore.ts';

interface Noted {
  readonly digest: Uint8Array;
  readonly vector: readonly (readonly [WriterId, number])[];
  readonly entries: number;
  readonly bytes: number;
  /** ENT-6: the second digest. */
  readonly husks?: Uint8Array;
}

interface Line extends Noted {
  /** The fold of these entries with this many room keys is what the rows show: so many messages. */
  readonly viewed?: { readonly digest: Uint8Array; readonly keys: number; readonly messages: number };
}

/** A month as the fold has it. */
export interface Folded {
  readonly segment: Segment;
  readonly digest: Uint8Array;
  readonly messages: number;
}

const sameHusks = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && equalBytes(a, b));

/** No fold is made with so many keys. */
const BEHIND = -1;

export class RoomIndex {
  readonly #room: RoomId;
  readonly #store: DeviceStore;
  readonly #lines = new Map<Segment, Line>();

  constructor(room: RoomId, store: DeviceStore) {
    this.#room = room;
    this.#store = store;
  }

  async load(): Promise<void> {
    const prefix = `${this.#room}/`;
    for (const { key, value } of await this.#store.range('index', { from: prefix, to: afterPrefix(prefix) })) {
      this.#lines.set(segmentOf(key as DocumentId), value as Line);
    }
  }

  get segments(): readonly Segment[] {
    return [...this.#lines.keys()];
  }

  get digests(): readonly { readonly segment: Segment; readonly digest: Uint8Array }[] {
    return [...this.#lines].map(([segment, { digest }]) => ({ segment, digest }));
  }

  get entries(): number {
    return [...this.#lines.values()].reduce((sum, { entries }) => sum + entries, 0);
  }

  get bytes(): number {
    return [...this.#lines.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  digestOf(segment: Segment): Uint8Array | undefined {
    return this.#lines.get(segment)?.digest;
  }

  husksOf(segment: Segment): Uint8Array | undefined {
    return this.#lines.get(segment)?.husks;
  }

  vectorOf(segment: Segment): StateVector | undefined {
    const line = this.#lines.get(segment);
    return line && new Map(line.vector);
  }

  messagesOutside(open: readonly Segment[]): number {
    return [...this.#lines].reduce(
      (sum, [segment, { viewed }]) => sum + (open.includes(segment) ? 0 : (viewed?.messages ?? 0)),
      0,
    );
  }

  isViewed(segment: Segment, digest: Uint8Array, keys: number): boolean {
    const viewed = this.#lines.get(segment)?.viewed;
    return viewed !== undefined && viewed.keys === keys && equalBytes(viewed.digest, digest);
  }

  async note(segment: Segment, noted: Noted): Promise<void> {
    const before = this.#lines.get(segment);
    if (before && equalBytes(before.digest, noted.digest) && sameHusks(before.husks, noted.husks)) return;
    await this.#put(segment, { ...noted, ...(before?.viewed ? { viewed: before.viewed } : {}) });
  }

  /**
   * The rows show the fold of these months, with this many room keys. Where that is news, rows of other months may be behind:
   * nobody looked at what it changes in them.
   */
  async viewed(folded: readonly Folded[], keys: number): Promise<void> {
    const news = folded.filter(({ segment, digest }) => !this.isViewed(segment, digest, keys));
    if (news.length === 0) return;
    for (const [segment, line] of this.#lines) {
      const isClosed = folded.every((month) => month.segment !== segment);
      if (isClosed && line.viewed) await this.#put(segment, { ...line, viewed: { ...line.viewed, keys: BEHIND } });
    }
    for (const { segment, digest, messages } of news) {
      const line = this.#lines.get(segment);
      if (line) await this.#put(segment, { ...line, viewed: { digest, keys, messages } });
    }
  }

  /**
   * To be written with rows: from then on they may show more than the documents hold durably, and a crash would leave rows of
   * entries that do not come again as they were. Until `viewed` says otherwise the rows are looked at anew.
   */
  unviewed(): Change[] {
    return [...this.#lines].flatMap(([segment, line]): Change[] => {
      if (!line.viewed || line.viewed.keys === BEHIND) return [];
      const behind = { ...line, viewed: { ...line.viewed, keys: BEHIND } };
      this.#lines.set(segment, behind);
      return [this.#change(segment, behind)];
    });
  }

  #change(segment: Segment, value: Line): Change {
    return { table: 'index', key: documentId(this.#room, segment), value };
  }

  async #put(segment: Segment, line: Line): Promise<void> {
    this.#lines.set(segment, line);
    await this.#store.write([this.#change(segment, line)]);
  }
}

/** The same entries in the same months, with the same of them gone. */
export const isAlike = (one: readonly Folded[], other: readonly Folded[]): boolean =>
  one.length === other.length &&
  one.every(({ segment, digest }, i) => {
    const there = other[i];
    return there?.segment === segment && equalBytes(there.digest, digest);
  });
