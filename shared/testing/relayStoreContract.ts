/** What every store of a relay must do. Each adapter runs this: `relayStoreContract('sqlite', open)`. */
import { afterEach, describe, expect, test } from 'vitest';
import type { DeviceId, RecoveryId, RoomId, WriterId } from '#shared/ids.ts';
import { encodeStructs, joinBlocks, type Block } from '#shared/log/structs.ts';
import type { RelayStore, StoredRun } from '#shared/ports/relayStore.ts';

/** A store that can be closed and opened again over what it kept. */
export interface Reopenable {
  open(): Promise<RelayStore>;
  discard(): Promise<void>;
}

const ROOM = 'A'.repeat(43) as RoomId;
const A = 9_000_000_000_001 as WriterId;
const B = 77 as WriterId;
const LIMIT = 1 << 30;

const entry = (writer: WriterId, seq: number): Uint8Array => new Uint8Array(40 + ((writer + seq) % 90)).fill(seq % 256);
const entries = (writer: WriterId, first: number, count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, i) => entry(writer, first + i));

const block = (writer: WriterId, first: number, count: number): Block => ({
  writer,
  first,
  count,
  structs: encodeStructs(writer, first, entries(writer, first, count)),
});
const run = (writer: WriterId, first: number, count: number): StoredRun => ({
  ...block(writer, first, count),
  document: 1,
  head: `${writer} at ${first + count}`,
});

export function relayStoreContract(name: string, make: () => Promise<Reopenable>): void {
  describe(`relay store: ${name}`, () => {
    let place: Reopenable | undefined;
    let store: RelayStore | undefined;
    afterEach(async () => {
      await store?.stop();
      await place?.discard();
    });

    async function fresh(): Promise<RelayStore> {
      place = await make();
      store = await place.open();
      expect(await store.start()).toBe(1);
      return store;
    }
    async function again(): Promise<RelayStore> {
      await store?.stop();
      if (!place) throw new Error('open a fresh one first');
      store = await place.open();
      await store.start();
      return store;
    }
    const withDocument = { documents: [{ number: 1, room: ROOM, segment: '2026-11' }] };

    test('[LOG-8] proofs of forks outlive a restart, one a writer', async () => {
      const fork = (writer: WriterId, byte: number) => ({
        room: ROOM,
        segment: '2026-11',
        writer,
        proof: new Uint8Array([byte]),
      });
      await (await fresh()).commit({ forks: [fork(A, 1), fork(B, 2)] });
      await (await again()).commit({ forks: [fork(A, 3)] });
      const kept = [...(await (await again()).forks(ROOM))].sort((a, b) => b.writer - a.writer);
      expect(kept.map(({ proof, ...rest }) => ({ ...rest, proof: Uint8Array.from(proof) }))).toEqual([
        fork(A, 3),
        fork(B, 2),
      ]);
    });

    test('a room that is not here has no documents', async () => {
      expect(await (await fresh()).room(ROOM)).toEqual([]);
    });

    test('[REL-1] what was committed is there after a restart, with the writers’ heads and the next number', async () => {
      const first = await fresh();
      await first.commit({ ...withDocument, runs: [run(A, 0, 3), run(B, 0, 1), run(A, 3, 2)] });
      await first.stop();
      store = undefined;
      const second = (await place?.open()) as RelayStore;
      store = second;
      expect(await second.start()).toBe(2);
      const [document] = await second.room(ROOM);
      expect(document?.segment).toBe('2026-11');
      expect([...(document?.writers ?? [])].sort((a, b) => a.writer - b.writer)).toEqual([
        { writer: B, count: 1, head: `${B} at 1` },
        { writer: A, count: 5, head: `${A} at 5` },
      ]);
    });

    test('[REL-6] catching up gives one canonical update of exactly what was missed', async () => {
      const relay = await fresh();
      await relay.commit({ ...withDocument, runs: [run(A, 0, 200), run(B, 0, 5)] });
      for (let seq = 200; seq < 420; seq += 3) await relay.commit({ runs: [run(A, seq, 3)] });
      const reopened = await again();
      for (const from of [0, 1, 127, 128, 199, 203, 384, 418]) {
        const ranges = [
          { writer: A, from, to: 422 },
          { writer: B, from: 2, to: 5 },
        ];
        const page = await reopened.scan(1, ranges, LIMIT);
        expect(page.complete).toBe(true);
        expect(page.update).toEqual(joinBlocks([block(A, from, 422 - from), block(B, 2, 3)]));
        expect(page.reached).toEqual(
          new Map([
            [A, 422],
            [B, 5],
          ]),
        );
      }
    });

    test('pages put together are the whole, and none is much over its limit', async () => {
      const relay = await fresh();
      await relay.commit({ ...withDocument, runs: [run(A, 0, 1000), run(B, 0, 700)] });
      const at = new Map([
        [A, 0],
        [B, 0],
      ]);
      let pages = 0;
      for (let complete = false; !complete; pages++) {
        const ranges = [
          { writer: A, from: at.get(A) ?? 0, to: 1000 },
          { writer: B, from: at.get(B) ?? 0, to: 700 },
        ];
        const page = await relay.scan(
          1,
          ranges.filter(({ from, to }) => from < to),
          20_000,
        );
        expect(page.update.length).toBeLessThan(40_000);
        for (const [writer, count] of page.reached) at.set(writer, count);
        complete = page.complete;
      }
      expect(pages).toBeGreaterThan(3);
      expect(at).toEqual(
        new Map([
          [A, 1000],
          [B, 700],
        ]),
      );
    });

    test('a read sees every commit asked for before it', async () => {
      const relay = await fresh();
      const commits = [relay.commit({ ...withDocument, runs: [run(A, 0, 1)] }), relay.commit({ runs: [run(A, 1, 1)] })];
      const page = await relay.scan(1, [{ writer: A, from: 0, to: 2 }], LIMIT);
      expect(page.reached.get(A)).toBe(2);
      await Promise.all(commits);
    });

    test('[REL-1] what would leave a hole in a list is refused, with nothing of its change; others are not touched', async () => {
      const relay = await fresh();
      await relay.commit({ ...withDocument, runs: [run(A, 0, 2)] });
      const commits = [{ runs: [run(B, 0, 1)] }, { runs: [run(B, 1, 1), run(A, 3, 1)] }, { runs: [run(A, 2, 1)] }];
      const landed = await Promise.allSettled(commits.map((change) => relay.commit(change)));
      expect(landed.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const [document] = await relay.room(ROOM);
      expect(new Map(document?.writers.map(({ writer, count }) => [writer, count]))).toEqual(
        new Map([
          [A, 3],
          [B, 1],
        ]),
      );
    });

    test('[ENT-6] other bytes for an entry stand in its place, in the stretch that grows and in a full one', async () => {
      const relay = await fresh();
      await relay.commit({ ...withDocument, runs: [run(A, 0, 200), run(A, 200, 3)] });
      const replaced = [0, 77, 127, 128, 201].map((seq) => ({
        document: 1,
        writer: A,
        seq,
        entry: new Uint8Array(30).fill(255 - (seq % 100)),
      }));
      await relay.commit({ replaced });
      await relay.commit({ runs: [run(A, 203, 60)] });
      const wanted = entries(A, 0, 263).map((bytes, seq) => replaced.find((one) => one.seq === seq)?.entry ?? bytes);
      const whole = { writer: A, first: 0, count: 263, structs: encodeStructs(A, 0, wanted) };
      const all = [{ writer: A, from: 0, to: 263 }];
      expect((await relay.scan(1, all, LIMIT)).update).toEqual(joinBlocks([whole]));
      expect((await (await again()).scan(1, all, LIMIT)).update).toEqual(joinBlocks([whole]));
    });

    test('[ENT-6] orders and holes are kept with their document; what is due is found', async () => {
      const relay = await fresh();
      const order = (seq: number, due?: number) => ({
        writer: A,
        seq,
        device: 'D' as DeviceId,
        order: `order ${seq}`,
        ...(due === undefined ? {} : { due }),
      });
      await relay.commit({
        ...withDocument,
        runs: [run(A, 0, 5)],
        orders: [
          { document: 1, ...order(1) },
          { document: 1, ...order(2, 500) },
        ],
        holes: [3, 4].map((seq) => ({ document: 1, writer: A, seq, is: true })),
      });
      expect(await relay.due(500)).toEqual([]);
      expect(await relay.due(501)).toEqual([ROOM]);
      await relay.commit({
        orders: [{ document: 1, ...order(2) }],
        holes: [{ document: 1, writer: A, seq: 3, is: false }],
      });
      const [document] = await (await again()).room(ROOM);
      expect(document?.orders).toEqual([order(1), order(2)]);
      expect(document?.holes).toEqual([{ writer: A, seq: 4 }]);
      expect(await store?.due(1e15)).toEqual([]);
    });

    test('[MRK-1] the highest version of a marker stands', async () => {
      const relay = await fresh();
      const marker = (version: number) => ({
        room: ROOM,
        device: 'D' as DeviceId,
        version,
        frame: new Uint8Array([version]),
      });
      await relay.commit({ markers: [marker(3), marker(2)] });
      await relay.commit({ markers: [marker(1)] });
      expect(await (await again()).markers(ROOM)).toEqual([marker(3)]);
    });

    test('[ID-7] of a recovery copy the highest version stands, and of two of one version the first', async () => {
      const relay = await fresh();
      const id = 'B'.repeat(43) as RecoveryId;
      const copy = (version: number, byte = version) => ({ id, version, copy: new Uint8Array([byte]) });
      expect(await relay.recovery(id)).toBeUndefined();
      await relay.commit({ recoveries: [copy(2)] });
      await relay.commit({ recoveries: [copy(1), copy(2, 9), copy(3)] });
      await relay.commit({ recoveries: [copy(3, 9)] });
      expect(await (await again()).recovery(id)).toEqual(copy(3));
    });

    test('[CHA-8] a join request is kept until it is answered', async () => {
      const relay = await fresh();
      const request = (hash: string) => ({
        room: ROOM,
        hash,
        request: new Uint8Array([1, 2]),
        expires: 5_000_000_000_000,
      });
      await relay.commit({ requests: [request('one'), request('two')] });
      await relay.commit({ answered: [{ room: ROOM, hash: 'one' }] });
      expect(await (await again()).requests(ROOM)).toEqual([request('two')]);
    });
  });
}
