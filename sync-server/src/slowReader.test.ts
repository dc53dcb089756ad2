import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { CHARTER } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

beforeAll(cryptoReady);
let relay: RelayProcess;
beforeEach(async () => {
  relay = await RelayProcess.start();
});
afterEach(() => relay.discard());

/** As large as the limit lets an entry be, nearly. */
const LARGE = 'x'.repeat(19 * 1024);
/** In all well above what a link may have unacknowledged and what lies in sockets between. */
const ENTRIES = 1600;
const A_FRAME = 30;

test('[SYN-5] who does not read is skipped, holds up nobody, and hears where things stand once it reads again', async () => {
  const alice = new RoomDevice('alice');
  const secret = alice.foundsOpenRoom();
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  await alice.sync(alice.month);
  const [slow, quick] = [new RoomDevice('slow'), new RoomDevice('quick')];
  for (const device of [slow, quick]) {
    await device.connect(relay.origin);
    await device.joinsByLink(alice.room, secret);
    await device.sync(device.month);
  }
  await alice.until(() => alice.charter.state().members.size === 3);
  slow.link.socket.pause();
  let last: Entry | undefined;
  for (let at = 0; at < ENTRIES; at += A_FRAME) {
    const entries = Array.from({ length: A_FRAME }, () => alice.pens(LARGE));
    last = entries.at(-1);
    alice.puts(alice.month, entries);
    if (last) await Promise.all([quick.holds(last.id), alice.acknowledgedUpTo(alice.month, last)]);
  }
  const announced = slow.link.next('document', ({ segment, entries }) => segment === slow.month && entries > 0);
  slow.link.socket.resume();
  const { entries } = await announced;
  expect(slow.held(slow.month).entries.length).toBeLessThan(entries);
  await slow.sync(slow.month);
  expect(slow.held(slow.month).log.digest()).toEqual(alice.held(alice.month).log.digest());
});
