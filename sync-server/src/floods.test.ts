/** REL-5's floor: whatever one link sends, the others are served. Each flood fits into a message or two. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER, type WriterId } from '#shared/ids.ts';
import { writeUpdate } from '#shared/log/syncMessage.ts';
import { encodeUpdate, type Run } from '#shared/log/update.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import { MAX_BATCH, type Frame } from '#shared/wire/frames.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';
import { testId } from '#testing/writers.ts';

let relay: RelayProcess;
let alice: RoomDevice;
let eve: RoomDevice;

beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  alice = new RoomDevice('alice');
  const secret = await alice.foundsRoomOn(relay.origin);
  eve = new RoomDevice('eve');
  await eve.comesInOn(relay.origin, alice.room, secret);
});
afterAll(() => relay.discard());

/** Sent behind the flood, so that it waits for all of it. */
async function served(): Promise<number> {
  const began = performance.now();
  await alice.acknowledgedUpTo(alice.month, alice.writes('still here'));
  return performance.now() - began;
}

afterEach(() => {
  eve.link.heard.length = 0;
});

const channel = (): number => eve.held(eve.month).channel ?? 0;

/** As many of these frames as one message holds. */
function messageOf(frameOf: (n: number) => Frame): Uint8Array {
  const one = encodeBatch([frameOf(1_000_000)]).length;
  const frames = Array.from({ length: Math.floor((MAX_BATCH - 1024) / one) }, (_, n) => frameOf(n));
  return encodeBatch(frames);
}

function flood(message: Uint8Array, times = 1): void {
  for (let n = 0; n < times; n++) eve.link.socket.send(message);
  // Answered in the order of asking: once this is, the relay has had all of it in hand.
  eve.link.send({ type: 'open', room: alice.room, segment: CHARTER });
}

test('one update of very many writers nobody knows is refused without holding others up', async () => {
  const runs = Array.from({ length: 25_000 }, (_, n): Run => ({
    writer: (2 ** 52 - n) as WriterId,
    first: 1,
    entries: [new Uint8Array()],
  }));
  eve.link.send({ type: 'sync', channel: channel(), message: writeUpdate(encodeUpdate(runs)) });
  expect(await served()).toBeLessThan(5_000);
});

test('the same run over and over is refused without holding others up', async () => {
  const run: Run = { writer: 77 as WriterId, first: 0, entries: [new Uint8Array()] };
  const message = writeUpdate(encodeUpdate([run]));
  flood(messageOf(() => ({ type: 'sync', channel: channel(), message })));
  expect(await served()).toBeLessThan(5_000);
});

/** MiB of memory the relay has taken; where the system does not say, none. */
function memory(): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${relay.pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return 0;
  }
}

/** Time for what the kernel and the relay have taken of a flood to be worked off. */
async function servedForAWhile(): Promise<number> {
  let slowest = 0;
  for (let n = 0; n < 40; n++) slowest = Math.max(slowest, await served());
  return slowest;
}

test('[SYN-5] who asks and does not read is not read from either', async () => {
  const before = memory();
  eve.link.socket.pause();
  flood(
    messageOf(() => ({ type: 'sync', channel: 99, message: new Uint8Array() })),
    40,
  );
  await servedForAWhile();
  expect(memory() - before).toBeLessThan(150);
  eve.link.socket.terminate();
});

test('questions that take time are not heaped up: a link is read no faster than it is answered', async () => {
  const mallory = new RoomDevice('mallory');
  await mallory.connect(relay.origin);
  const before = memory();
  const message = messageOf((n) => ({ type: 'enter', room: testId(`room ${n % 5_000}`) }));
  for (let n = 0; n < 40; n++) mallory.link.socket.send(message);
  await servedForAWhile();
  expect(memory() - before).toBeLessThan(150);
  mallory.link.socket.terminate();
});
