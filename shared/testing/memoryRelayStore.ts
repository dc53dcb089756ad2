/** The relay's store in memory, for tests and the simulator. `wipe` is the loss of its disk (REL-4). */
import type { RecoveryId, RoomId, WriterId } from '#shared/ids.ts';
import { joinBlocks, replaceIn, sliceBlock, splitBlock, type Block } from '#shared/log/structs.ts';
import {
  STRETCH,
  type Change,
  type NewDocument,
  type Page,
  type Range,
  type RelayStore,
  type Replaced,
  type StoredBranch,
  type StoredDocument,
  type StoredHole,
  type StoredOrder,
  type StoredFork,
  type StoredMarker,
  type StoredRecovery,
  type StoredRequest,
  type StoredRun,
} from '#shared/ports/relayStore.ts';

interface WriterList {
  readonly blocks: Block[];
  count: number;
  head: string;
}

export class MemoryRelayStore implements RelayStore {
  #documents = new Map<number, NewDocument & { readonly writers: Map<WriterId, WriterList> }>();
  #orders = new Map<string, StoredOrder>();
  #holes = new Map<string, StoredHole & { readonly document: number }>();
  #markers = new Map<string, StoredMarker>();
  #requests = new Map<string, StoredRequest>();
  #recoveries = new Map<RecoveryId, StoredRecovery>();
  #forks = new Map<string, StoredFork>();
  #branches = new Map<string, StoredBranch>();

  start(): Promise<number> {
    return Promise.resolve(Math.max(0, ...this.#documents.keys()) + 1);
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  wipe(): void {
    this.#documents = new Map();
    this.#orders = new Map();
    this.#holes = new Map();
    this.#markers = new Map();
    this.#requests = new Map();
    this.#recoveries = new Map();
    this.#forks = new Map();
    this.#branches = new Map();
  }

  commit(change: Change): Promise<void> {
    const taken = change.documents?.find(({ number }) => this.#documents.has(number));
    if (taken) return Promise.reject(new Error(`document ${taken.number} is there`));
    const hole = this.#holeIn(change.runs ?? []);
    if (hole)
      return Promise.reject(new RangeError(`a run of writer ${hole.writer} at ${hole.first} does not continue`));
    for (const document of change.documents ?? [])
      this.#documents.set(document.number, { ...document, writers: new Map() });
    for (const run of change.runs ?? []) this.#append(run);
    for (const replaced of change.replaced ?? []) this.#replace(replaced);
    for (const order of change.orders ?? [])
      this.#orders.set(`${order.document} ${order.writer} ${order.seq} ${order.device}`, order);
    for (const { is, ...hole } of change.holes ?? []) {
      const key = `${hole.document} ${hole.writer} ${hole.seq}`;
      if (is) this.#holes.set(key, hole);
      else this.#holes.delete(key);
    }
    for (const marker of change.markers ?? []) this.#mark(marker);
    for (const request of change.requests ?? []) this.#requests.set(`${request.room} ${request.hash}`, request);
    for (const recovery of change.recoveries ?? [])
      if ((this.#recoveries.get(recovery.id)?.version ?? 0) < recovery.version)
        this.#recoveries.set(recovery.id, recovery);
    for (const fork of change.forks ?? []) this.#forks.set(`${fork.room}/${fork.segment} ${fork.writer}`, fork);
    for (const branch of change.branches ?? []) this.#branches.set(`${branch.room} ${branch.id}`, branch);
    for (const { room, hash } of change.answered ?? []) this.#requests.delete(`${room} ${hash}`);
    return Promise.resolve();
  }

  room(room: RoomId): Promise<readonly StoredDocument[]> {
    const documents = [...this.#documents.values()].filter((document) => document.room === room);
    return Promise.resolve(
      documents
        .map(({ number, segment, writers }) => ({
          number,
          room,
          segment,
          writers: [...writers].map(([writer, { count, head }]) => ({ writer, count, head })),
          orders: [...this.#orders.values()].flatMap(({ document, ...order }) => (document === number ? [order] : [])),
          holes: [...this.#holes.values()].flatMap(({ document, ...hole }) => (document === number ? [hole] : [])),
        }))
        .sort((a, b) => (a.segment < b.segment ? -1 : 1)),
    );
  }

  scan(document: number, ranges: readonly Range[], limit: number): Promise<Page> {
    const writers = this.#documents.get(document)?.writers;
    const blocks: Block[] = [];
    const reached = new Map<WriterId, number>();
    let bytes = 0;
    for (const { writer, from, to } of ranges) {
      for (const block of writers?.get(writer)?.blocks ?? []) {
        if (block.first + block.count <= from || block.first >= to) continue;
        const part = sliceBlock(block, from);
        if (bytes > 0 && bytes + part.structs.length > limit) {
          return Promise.resolve({ update: joinBlocks(blocks), reached, complete: false });
        }
        blocks.push(part);
        bytes += part.structs.length;
        reached.set(writer, part.first + part.count);
      }
    }
    return Promise.resolve({ update: joinBlocks(blocks), reached, complete: true });
  }

  due(before: number): Promise<readonly RoomId[]> {
    const due = [...this.#orders.values()].filter((order) => order.due !== undefined && order.due < before);
    const rooms = due.flatMap(({ document }) => this.#documents.get(document)?.room ?? []);
    return Promise.resolve([...new Set(rooms)]);
  }

  markers(room: RoomId): Promise<readonly StoredMarker[]> {
    return Promise.resolve([...this.#markers.values()].filter((marker) => marker.room === room));
  }

  requests(room: RoomId): Promise<readonly StoredRequest[]> {
    return Promise.resolve([...this.#requests.values()].filter((request) => request.room === room));
  }

  recovery(id: RecoveryId): Promise<StoredRecovery | undefined> {
    return Promise.resolve(this.#recoveries.get(id));
  }

  forks(room: RoomId): Promise<readonly StoredFork[]> {
    return Promise.resolve([...this.#forks.values()].filter((fork) => fork.room === room));
  }

  branches(room: RoomId): Promise<readonly StoredBranch[]> {
    return Promise.resolve([...this.#branches.values()].filter((branch) => branch.room === room));
  }

  #holeIn(runs: readonly StoredRun[]): StoredRun | undefined {
    const counts = new Map<string, number>();
    return runs.find(({ document, writer, first, count }) => {
      const key = `${document} ${writer}`;
      const before = counts.get(key) ?? this.#documents.get(document)?.writers.get(writer)?.count ?? 0;
      counts.set(key, first + count);
      return first !== before;
    });
  }

  #append({ document, writer, first, count, structs, head }: StoredRun): void {
    const writers = this.#documents.get(document)?.writers;
    const list = writers?.get(writer) ?? { blocks: [], count: 0, head };
    list.blocks.push(...splitBlock({ writer, first, count, structs: structs.slice() }, STRETCH));
    list.count = first + count;
    list.head = head;
    writers?.set(writer, list);
  }

  #replace({ document, writer, seq, entry }: Replaced): void {
    const blocks = this.#documents.get(document)?.writers.get(writer)?.blocks ?? [];
    const at = blocks.findIndex(({ first, count }) => first <= seq && seq < first + count);
    const block = blocks[at];
    if (block) blocks[at] = replaceIn(block, seq, entry);
  }

  #mark(marker: StoredMarker): void {
    const key = `${marker.room} ${marker.device}`;
    if ((this.#markers.get(key)?.version ?? -1) < marker.version) this.#markers.set(key, marker);
  }
}
