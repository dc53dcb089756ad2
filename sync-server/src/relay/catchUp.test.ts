import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { type DeviceId, type EntryId, type RoomId, type WriterId } from '#shared/ids.ts';
import { encodeStructs } from '#shared/log/structs.ts';
import { readSyncMessage, type SyncMessage } from '#shared/log/syncMessage.ts';
import { readUpdate } from '#shared/log/update.ts';
import { EVERY_WRITER, LINES_A_PAGE, vectorPages, type VectorPage } from '#shared/log/vectorPages.ts';
import { readBatch } from '#shared/wire/batch.ts';
import { MAX_FRAME } from '#shared/wire/frames.ts';
import { MemoryRelayStore } from '#testing/memoryRelayStore.ts';
import { CatchUp } from './catchUp.ts';
import { DeviceLink, type Wire } from './deviceLink.ts';
import { PageCache } from './pageCache.ts';
import { Room } from './room.ts';
import { RoomDocument } from './roomDocument.ts';

beforeAll(cryptoReady);

const ID = 'A'.repeat(43);
const WRITERS = 2 * LINES_A_PAGE + 1000;
/** Of the second page: what the reader lacks. */
const LACKED = (LINES_A_PAGE / 2) as WriterId;

/** What is written is kept as WebSocket messages; `until` resolves once one of them fits. */
class Ear implements Wire {
  readonly buffered = 0;
  readonly heard: SyncMessage[] = [];
  #look: () => void = () => undefined;

  write(...parts: readonly Uint8Array[]): void {
    const message = Buffer.concat(parts);
    const head = (message[1] ?? 0) < 126 ? 2 : message[1] === 126 ? 4 : 10;
    expect(message.length - head).toBeLessThanOrEqual(MAX_FRAME + 10);
    const frames = readBatch(message.subarray(head));
    if (!frames.ok) expect.fail(frames.fault.say);
    for (const frame of frames.value) {
      const read = frame.type === 'sync' ? readSyncMessage(frame.message) : undefined;
      if (read?.ok) this.heard.push(read.value);
    }
    this.#look();
  }

  close(): void {
    expect.fail('the link was closed');
  }

  async answered(): Promise<void> {
    const isAnswered = (): boolean => this.heard.some(({ step }) => step === 2);
    await new Promise<void>((resolve) => {
      this.#look = () => {
        if (isAnswered()) resolve();
      };
      this.#look();
    });
  }
}

test('[LOG-10] a document of more writers than a frame has room for is compared page by page, each answered by itself', async () => {
  const room = new Room(ID as RoomId);
  const store = new MemoryRelayStore();
  const month = new RoomDocument(room.id, '2026-11', 1);
  const head = { device: ID as DeviceId, n: 0, count: 2, lastId: ID as EntryId, hlc: { ms: 1, counter: 0 }, heads: [] };
  const vector = new Map<WriterId, number>();
  for (let writer = 1; writer <= WRITERS; writer++) {
    for (const log of [month.log, month.durable]) log.advance(writer as WriterId, head);
    vector.set(writer as WriterId, writer === LACKED ? 1 : 2);
  }
  const structs = encodeStructs(LACKED, 0, [Uint8Array.of(1), Uint8Array.of(2)]);
  const documents = [{ number: 1, room: room.id, segment: month.segment }];
  await store.commit({ documents, runs: [{ document: 1, writer: LACKED, first: 0, count: 2, structs, head: '' }] });
  const catchUp = new CatchUp(store, new PageCache(store, 0), {
    info: () => undefined,
    trouble: (event) => expect.fail(event),
  });

  const asks = async (page: VectorPage): Promise<readonly SyncMessage[]> => {
    const ear = new Ear();
    const link = new DeviceLink(ID as DeviceId, new Uint8Array(32), ear);
    room.enter(link, { standing: 'member', invite: undefined, brings: false, kin: undefined });
    catchUp.answer(room, month, link, page);
    await ear.answered();
    return ear.heard;
  };
  const brought = (heard: readonly SyncMessage[]): WriterId[] =>
    heard.flatMap((message) => {
      const runs = message.step === 1 ? undefined : readUpdate(message.update);
      return runs?.ok ? runs.value.map(({ writer }) => writer) : [];
    });

  const pages = [...vectorPages(vector)];
  expect(pages).toHaveLength(3);
  for (const [i, page] of pages.entries()) {
    const heard = await asks(page);
    expect(brought(heard)).toEqual(i === 2 || i === 0 ? [] : [LACKED]);
    const said = heard.filter((message) => message.step === 1);
    expect(said.map(({ most, least }) => [most, least])).toEqual([[page.most, page.least]]);
  }
  // Who has nothing asks in one page, and is told in as many as it takes.
  const held = [...vector.keys()].filter((writer) => writer !== LACKED);
  const first = await asks({ most: EVERY_WRITER.most, least: LACKED, vector: new Map(held.map((id) => [id, 2])) });
  expect(brought(first)).toEqual([LACKED]);
  expect(first.filter(({ step }) => step === 1)).toHaveLength(2);
});
