import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { encode } from '#shared/cbor.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { tick } from '#shared/entry/hlc.ts';
import { sealBody } from '#shared/entry/seal.ts';
import type { EntryId, EpochId } from '#shared/ids.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { writeStep1, writeStep2 } from '#shared/log/syncMessage.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import type { DeviceStore } from '#shared/ports/deviceStore.ts';
import { StorageFull } from '#shared/ports/storageErrors.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { anyone, EPOCH_KEY, START, testId, timelineDocument } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { memoryDocuments, type MemoryLibrary } from '../adapters/memoryDocuments.ts';
import { makeKeys, type Keys } from './keys.ts';
import { OpenDocument } from './openDocument.ts';
import { Outbox } from './outbox.ts';
import { RoomWriter, type EntryDraft } from './roomWriter.ts';

const document = timelineDocument(1);
const random = seededRandom(11);
let keys: Keys;

beforeAll(async () => {
  await cryptoReady();
  const store = memoryStore();
  await store.claim();
  keys = await makeKeys(store, random, START);
});

/** One run of the device over what it keeps. Dropping it is a crash: what was not flushed is gone. */
class RunOfDevice {
  readonly store: DeviceStore;
  readonly outbox: Outbox;
  readonly document: OpenDocument;
  readonly writer: RoomWriter;

  private constructor(store: DeviceStore, outbox: Outbox, open: OpenDocument) {
    this.store = store;
    this.outbox = outbox;
    this.document = open;
    this.writer = new RoomWriter(open, outbox, keys);
  }

  static async over(disk: MemoryDisk, library: MemoryLibrary): Promise<RunOfDevice> {
    const store = memoryStore(disk);
    await store.claim();
    const outbox = new Outbox(store);
    await outbox.load();
    const nothing = (): void => undefined;
    const events = {
      entries: nothing,
      theirs: nothing,
      answered: nothing,
      suspected: nothing,
      waits: nothing,
      refused: nothing,
    };
    const open = await OpenDocument.open(document, memoryDocuments(library), anyone, new Quarantine(), events);
    const run = new RunOfDevice(store, outbox, open);
    await run.writer.recover();
    return run;
  }

  write(text: string): Promise<Entry> {
    const stating = {
      hlc: tick(this.writer.last, START),
      heads: [testId<EntryId>('head')],
      epoch: testId<EpochId>('epoch'),
    };
    const body = encode({ t: 'message', s: [], text });
    return this.writer.append(stating, (slot) => sealBody(EPOCH_KEY, slot, body, random.bytes(24)));
  }

  writeAll(first: string, ...rest: readonly string[]): Promise<Entry> {
    const draft = (text: string): EntryDraft => ({
      stating: {
        hlc: tick(this.writer.last, START),
        heads: [testId<EntryId>('head')],
        epoch: testId<EpochId>('epoch'),
      },
      payloadFor: (slot) => sealBody(EPOCH_KEY, slot, encode({ t: 'message', s: [], text }), random.bytes(24)),
    });
    return this.writer.appendAll(draft(first), () => rest.map(draft));
  }

  hear(...entries: readonly Entry[]): void {
    this.document.receive(writeStep2(encodeUpdate(runsOfEntries(entries))), 'link');
  }
}

let disk: MemoryDisk;
let library: MemoryLibrary;
const run = (): Promise<RunOfDevice> => RunOfDevice.over(disk, library);

beforeEach(() => {
  disk = new MemoryDisk();
  library = new Map();
});

describe('[LOG-9] a writer', () => {
  test('goes on where it left off, run after run', async () => {
    const first = await run();
    expect(first.writer.isNew).toBe(true);
    await first.write('one');
    await first.document.flushed();
    const second = await run();
    expect(second.writer.isNew).toBe(false);
    const { seq, writer } = await second.write('two');
    expect({ seq, writer }).toEqual({ seq: 1, writer: first.writer.writer });
  });

  test('[T-42] finds again what a crash left in the outbox alone, and writes after it', async () => {
    const first = await run();
    await first.write('one');
    await first.document.flushed();
    await first.write('two');
    const second = await run();
    expect(second.document.log.count(second.writer.writer)).toBe(2);
    expect((await second.write('three')).seq).toBe(2);
  });

  test('[T-42] is taken once by the document, however often it is found again', async () => {
    const first = await run();
    const entry = await first.write('one');
    await first.document.flushed();
    const second = await run();
    await second.writer.recover();
    expect(second.document.log.size).toBe(1);
    expect(second.document.doc.getArray(`w/${entry.writer.toString(36)}`).toArray()).toEqual([entry.bytes]);
  });

  test('[T-41] [TIM-2] whose last entry lies ahead of a clock that was put right begins another list, and goes on in it', async () => {
    const device = await run();
    const ahead = await device.write('ahead');
    const { hlc } = ahead.header;
    device.writer.passAhead({ ms: hlc.ms, counter: hlc.counter + 1 });
    expect(device.writer.writer).toBe(ahead.writer);
    device.writer.passAhead({ ms: hlc.ms - 1, counter: 0 });
    expect(device.writer.writer).not.toBe(ahead.writer);
    const { writer, seq } = await device.write('now');
    expect({ writer, seq }).toEqual({ writer: device.writer.writer, seq: 0 });
    await device.document.flushed();
    expect((await run()).writer.writer).toBe(writer);
  });

  test('[T-43] that could not keep an entry has not written it: the slot is still free', async () => {
    const device = await run();
    disk.full = true;
    await expect(device.write('lost')).rejects.toBeInstanceOf(StorageFull);
    expect(device.document.log.size).toBe(0);
    disk.full = false;
    expect((await device.write('kept')).seq).toBe(0);
  });

  test('[T-42] [EPO-2] writes an entry and those that follow from it in one go: all of them are kept, or none', async () => {
    const device = await run();
    disk.full = true;
    await expect(device.writeAll('a key', 'its grant')).rejects.toBeInstanceOf(StorageFull);
    expect(device.document.log.size).toBe(0);
    disk.full = false;
    await device.write('before');
    const writes = vi.spyOn(device.store, 'write');
    const first = await device.writeAll('a key', 'its grant', 'another');
    expect(writes).toHaveBeenCalledOnce();
    const again = await run();
    expect(again.document.log.count(first.writer)).toBe(4);
    const [, ...others] = again.document.entries();
    expect(others.map(({ seq, header: { heads, epoch } }) => [seq, heads, epoch])).toEqual([
      [1, undefined, undefined],
      [2, undefined, undefined],
      [3, undefined, undefined],
    ]);
  });

  test('[T-40] that others have more of than this device made goes on under the next n, and loses nothing', async () => {
    const device = await run();
    const entry = await device.write('one');
    const { writer } = device.writer;
    device.writer.meet(new Map([[writer, 1]]));
    expect(device.writer.writer).toBe(writer);
    device.writer.meet(new Map([[writer, 2]]));
    expect(device.writer.writer).not.toBe(writer);
    const next = await device.write('two');
    expect(next).toMatchObject({ seq: 0, header: { intro: { n: 1 } } });
    expect(device.writer.writers).toEqual([writer, next.writer]);
    expect(device.document.log.count(entry.writer)).toBe(1);
  });

  test('[T-40] that went on under another n stays there, even if a crash left only the outbox to tell', async () => {
    const device = await run();
    await device.write('one');
    await device.document.flushed();
    device.writer.meet(new Map([[device.writer.writer, 2]]));
    const { writer } = await device.write('two');
    const crashed = await run();
    expect(crashed.writer.writer).toBe(writer);
    expect((await crashed.write('three')).seq).toBe(1);
  });

  test('[T-40] a profile restored to yesterday does not fork: both continuations stand', async () => {
    const device = await run();
    await device.write('yesterday');
    await device.document.flushed();
    const yesterday = new Map([...library].map(([id, updates]) => [id, [...updates]]));
    const today = await device.write('today');

    const restored = await RunOfDevice.over(new MemoryDisk(), yesterday);
    restored.writer.meet(device.document.log.vector());
    const again = await restored.write('today, on the restored one');
    restored.hear(today);
    expect(restored.document.log.count(today.writer)).toBe(2);
    expect(again.writer).not.toBe(today.writer);
    device.hear(again);
    expect(device.document.log.digest()).toEqual(restored.document.log.digest());
  });

  test('[T-40] begins no list again below one of a life it does not remember', async () => {
    const device = await run();
    await device.write('yesterday');
    await device.document.flushed();
    const yesterday = new Map([...library].map(([id, updates]) => [id, [...updates]]));
    device.writer.beginAnother();
    const lost = await device.write('taken by nobody');
    device.writer.beginAnother();
    const known = await device.write('taken by all');

    const restored = await RunOfDevice.over(new MemoryDisk(), yesterday);
    restored.hear(known);
    restored.writer.beginAnother();
    const again = await restored.write('said after the return');
    expect(again.header.intro?.n).toBe(3);
    expect([lost.writer, known.writer]).not.toContain(again.writer);
  });

  test('[T-40] is asked for its place by what the other side says it holds', async () => {
    const heard: number[] = [];
    const device = await run();
    const entry = await device.write('one');
    const open = await OpenDocument.open(document, memoryDocuments(new Map()), anyone, new Quarantine(), {
      entries: () => undefined,
      theirs: ({ vector }) => void heard.push(vector.get(entry.writer) ?? 0),
      answered: () => undefined,
      suspected: () => undefined,
      waits: () => undefined,
      refused: () => undefined,
    });
    open.receive(writeStep1(device.document.log.vector()), 'link');
    expect(heard).toEqual([1]);
  });
});
