/** T-49: a room of sixty months, on real devices over a real relay. */
import { expect, test } from 'vitest';
import { CHARTER } from '#shared/ids.ts';
import { readSyncMessage } from '#shared/log/syncMessage.ts';
import { readUpdate } from '#shared/log/update.ts';
import { readBatch } from '#shared/wire/batch.ts';
import type { Frame } from '#shared/wire/frames.ts';
import { Gathering } from '#testing/gathering.ts';
import { Travel } from '#testing/travel.ts';
import { systemClock } from './adapters/systemClock.ts';
import { HeadlessDevice } from './headless.ts';

function entriesIn(message: Uint8Array): number {
  const read = readSyncMessage(message);
  if (!read.ok) throw new Error(read.fault.say);
  if (read.value.step === 1) return 0;
  const runs = readUpdate(read.value.update);
  if (!runs.ok) throw new Error(runs.fault.say);
  return runs.value.reduce((sum, { entries }) => sum + entries.length, 0);
}

const MONTHS = 60;
const MESSAGES = 5;
const MINUTE = 60_000;

const gathering = Gathering.forTests();

test('[T-49] a newcomer has all of sixty months; who comes back with all of it is sent one digest a month and no more', async () => {
  const now = Date.now();
  const start = Travel.later(now, -MONTHS, now);
  const clock = new Travel(start, systemClock);
  const alice = await gathering.somebody('Alice', clock).opens();
  const room = await alice.startsRoom();
  for (let month = 0; month <= MONTHS; month++) {
    clock.at = Travel.later(start, month, now - MESSAGES * MINUTE);
    for (let n = 0; n < MESSAGES; n++) await alice.says(room, `Month ${month}, message ${n}`);
  }
  clock.at = Date.now();
  const link = await alice.invites(room);
  await alice.isKept(room);
  const bob = await gathering.meet('Bob');
  await bob.joins(link);
  await bob.until(async () => (await bob.messages(room)).length === (MONTHS + 1) * MESSAGES);
  expect(await bob.reads(room)).toEqual(await alice.reads(room));
  await bob.isKept(room);
  const { memory } = bob.device;
  await bob.closes();

  // Warm: everything is even.
  const frames: Frame[] = [];
  const back = new HeadlessDevice({
    relay: gathering.relay.origin,
    memory,
    dial: (address) => {
      const socket = new WebSocket(address);
      socket.addEventListener('message', ({ data }) => {
        const read = readBatch(new Uint8Array(data as ArrayBuffer));
        if (read.ok) frames.push(...read.value);
      });
      return socket;
    },
  });
  const isUp = back.heard((notice) => notice.is === 'connection' && notice.connection.state === 'up');
  await back.start();
  await isUp;
  await back.stop();
  const entered = frames.filter((frame) => frame.type === 'entered');
  expect(entered.map(({ state }) => state)).toEqual(['same']);
  const offers = entered.flatMap(({ documents }) => documents.map(({ segment }) => segment));
  expect(new Set(offers).size).toBe(offers.length);
  expect(offers.length).toBeLessThanOrEqual(MONTHS + 2);
  // What it opens again, the charter and this month, it asks about, as it does of whatever is open; of nothing else, and nothing comes.
  const [newest = ''] = [...offers]
    .filter((segment) => segment !== CHARTER)
    .sort()
    .reverse();
  const about = new Map(entered.flatMap(({ documents }) => documents.map((one) => [one.channel, one.segment])));
  const syncs = frames.filter((frame) => frame.type === 'sync');
  expect(syncs.map(({ channel }) => about.get(channel)).filter((one) => one !== CHARTER && one !== newest)).toEqual([]);
  expect(syncs.filter(({ message }) => entriesIn(message) > 0)).toEqual([]);
}, 240_000);
