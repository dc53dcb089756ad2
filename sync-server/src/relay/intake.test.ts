import { beforeAll, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER } from '#shared/ids.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { MAX_UNACKNOWLEDGED } from '#shared/wire/frames.ts';
import { MemoryRelayStore } from '#testing/memoryRelayStore.ts';
import { RoomDevice } from '#testing/roomDevice.ts';
import { DeviceLink, type Wire } from './deviceLink.ts';
import { Intake } from './intake.ts';
import { Room } from './room.ts';
import { RoomDocument } from './roomDocument.ts';

/** A disk that stands still until it is let go. */
class SlowDisk extends MemoryRelayStore {
  #go: () => void = () => undefined;
  #gone = Promise.resolve();

  hold(): void {
    this.#gone = new Promise((resolve) => (this.#go = resolve));
  }

  async letGo(): Promise<void> {
    this.#go();
    await this.#gone;
  }

  override async commit(...change: Parameters<MemoryRelayStore['commit']>): Promise<void> {
    await this.#gone;
    await super.commit(...change);
  }
}

const LARGE = 'x'.repeat(19 * 1024);
const wire: Wire = { write: () => undefined, buffered: 0, close: () => undefined };

beforeAll(cryptoReady);
let disk: SlowDisk;
let intake: Intake;
let alice: RoomDevice;
let link: DeviceLink;
let room: Room;
let month: RoomDocument;

beforeEach(async () => {
  disk = new SlowDisk();
  const lost = (_room: Room, error: unknown): void => expect.fail(String(error));
  intake = new Intake(
    disk,
    () => undefined,
    () => undefined,
    lost,
    (run) => run(),
  );
  alice = new RoomDevice('alice');
  alice.foundsOpenRoom();
  link = new DeviceLink(alice.device, new Uint8Array(32), wire);
  room = new Room(alice.room);
  const charter = new RoomDocument(room.id, CHARTER, 1);
  month = new RoomDocument(room.id, alice.month, 2);
  brings(charter, alice.held(CHARTER).entries);
  await disk.commit({});
});

function brings(document: RoomDocument, entries: readonly Entry[]): void {
  intake.take(room, document, link, runsOfEntries(entries));
  intake.settle();
}

test('[SYN-5] a link that brings more than the disk keeps up with is read more slowly until it has', async () => {
  disk.hold();
  let bytes = 0;
  while (bytes <= MAX_UNACKNOWLEDGED) {
    expect(link.isBusy).toBe(false);
    const entries = Array.from({ length: 32 }, () => alice.pens(LARGE));
    brings(month, entries);
    bytes += entries.reduce((sum, entry) => sum + entry.bytes.length, 0);
    expect(link.uncommitted).toBe(bytes);
  }
  expect(link.isBusy).toBe(true);
  await disk.letGo();
  await disk.commit({});
  expect(link.uncommitted).toBe(0);
  expect(link.isBusy).toBe(false);
});

test('[SYN-5] what is refused is held for nobody', () => {
  disk.hold();
  const [first, second] = [alice.pens('one'), alice.pens('two')];
  brings(month, [second]);
  expect(link.uncommitted).toBe(0);
  brings(month, [{ ...first, bytes: first.bytes.subarray(1) }]);
  expect(link.uncommitted).toBe(0);
});
