import { afterAll, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER, type EpochId } from '#shared/ids.ts';
import { makeMarker } from '#shared/sync/marker.ts';
import type { Mark } from '#shared/wire/frames.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

let relay: RelayProcess;
let alice: RoomDevice;
let bob: RoomDevice;

beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  alice = new RoomDevice('alice');
  const secret = alice.foundsOpenRoom();
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  bob = new RoomDevice('bob');
  await bob.connect(relay.origin);
  await bob.joinsByLink(alice.room, secret);
});
afterAll(() => relay.discard());

function marker(by: RoomDevice, version: number): Mark {
  const keys = {
    device: by.device,
    secretKey: by.keys.secretKey,
    epoch: 'A'.repeat(43) as EpochId,
    epochKey: new Uint8Array(32),
    iv: by.random.bytes(24),
  };
  return makeMarker(by.room, version, { segments: {} }, keys);
}

test('[MRK-1] the highest version stands, is handed on, and is there after a restart', async () => {
  const newest = marker(bob, 7);
  bob.link.send(newest, marker(bob, 6), marker(bob, 7));
  expect(await alice.link.next('mark')).toEqual(newest);
  bob.link.send(marker(bob, 8));
  const last = await alice.link.next('mark');
  expect(last.version).toBe(8);
  await relay.end('SIGTERM');
  await relay.start();
  await alice.connect(relay.origin);
  await alice.enter();
  expect(await alice.link.next('mark')).toEqual(last);
});

test('[MRK-1] a marker nobody of the room signed is refused', async () => {
  await bob.connect(relay.origin);
  await bob.enter();
  bob.link.send({ ...marker(bob, 9), version: 10 });
  expect((await bob.link.next('refuse')).code).toBe('bad-marker');
  const eve = new RoomDevice('eve').enters(alice.room);
  bob.link.send(marker(eve, 1));
  expect((await bob.link.next('refuse')).code).toBe('bad-marker');
});
