/** MRK-3 and T-48 on a real relay: who is where is handed on to those who are here, and leaves nothing behind. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { EpochId } from '#shared/ids.ts';
import { makeLive, type Attention } from '#shared/sync/live.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import { MAX_BATCH, type Live } from '#shared/wire/frames.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

const MESSAGES = 100;

let relay: RelayProcess;
let alice: RoomDevice;
let bob: RoomDevice;

beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start({ NODE_OPTIONS: '--max-old-space-size=48' });
  alice = new RoomDevice('alice');
  const secret = await alice.foundsRoomOn(relay.origin);
  bob = new RoomDevice('bob');
  await bob.comesInOn(relay.origin, alice.room, secret);
});
afterAll(() => relay.discard());

function live(by: RoomDevice, at: number, attention: Attention = 'writing'): Live {
  const keys = {
    device: by.device,
    secretKey: by.keys.secretKey,
    epoch: 'A'.repeat(43) as EpochId,
    epochKey: new Uint8Array(32),
    iv: by.random.bytes(24),
  };
  return makeLive(alice.room, at, attention, keys);
}

test('[MRK-3] it reaches the others who are here, is not answered, and nobody who comes later hears of it', async () => {
  const said = live(bob, 1);
  bob.link.send(said);
  expect(await alice.link.next('live')).toEqual(said);
  await relay.end('SIGTERM');
  await relay.start();
  await alice.connect(relay.origin);
  await alice.catchUp();
  await alice.acknowledgedUpTo(alice.month, alice.writes('nothing came before this'));
  expect(alice.link.heard.some((frame) => frame.type === 'live')).toBe(false);
  await bob.connect(relay.origin);
  await bob.catchUp();
});

test('[MRK-3] nobody says it for another device, or without being in the room', async () => {
  const eve = new RoomDevice('eve').enters(alice.room);
  await eve.connect(relay.origin);
  alice.link.heard.length = 0;
  eve.link.send(live(eve, 2));
  bob.link.send(live(eve, 2), live(alice, 3));
  const last = live(bob, 4);
  bob.link.send(last);
  expect(await alice.link.next('live')).toEqual(last);
});

test('[T-48] a flood of it is dropped: a relay of little memory lives, and what people write goes through', async () => {
  const one = live(bob, 1_000_000);
  const frames = Array.from({ length: Math.floor((MAX_BATCH - 1024) / encodeBatch([one]).length) }, (_, n) => ({
    ...one,
    at: n + 1_000_001,
  }));
  const message = encodeBatch(frames);
  alice.link.heard.length = 0;
  const began = performance.now();
  // A quarter of a million: kept, they would take several times what there is.
  for (let n = 0; n < MESSAGES; n++) bob.link.socket.send(message);
  await bob.acknowledgedUpTo(bob.month, bob.writes('behind the flood'));
  await alice.acknowledgedUpTo(alice.month, alice.writes('still here'));
  const heard = alice.link.heard.filter((frame) => frame.type === 'live').length;
  expect(frames.length * MESSAGES).toBeGreaterThan(250_000);
  // 20 at once and 4 a second.
  expect(heard).toBeLessThanOrEqual(21 + ((performance.now() - began) / 1000) * 4);
}, 120_000);
