/** EPO-5, in rooms of people who are on their own: nobody else need be there for a key to wear. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { EpochId, RoomId } from '#shared/ids.ts';
import { type FakeClock, fakeClock } from '#testing/fakeClock.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';

beforeAll(() => cryptoReady());

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
/** Nobody listens there. */
const NOWHERE = 'http://127.0.0.1:9';

let alice: HeadlessPerson;
afterEach(() => alice.closes());

async function aliceAlone(): Promise<{ room: RoomId; clock: FakeClock }> {
  const clock = fakeClock();
  alice = await new HeadlessPerson('Alice', NOWHERE, clock).opens();
  return { room: await alice.startsRoom(), clock };
}

/** The room key in use, and how many there ever were. */
function keyOf(room: RoomId): { epoch: EpochId | undefined; many: number } {
  const { charter, keyring } = alice.device.engine.room(room).charter;
  return { epoch: keyring.usable(charter)?.epoch, many: charter.state().epochs.size };
}

test('[EPO-5] the first to write after a week makes a new room key, which leads to the one before', async () => {
  const { room, clock } = await aliceAlone();
  await alice.says(room, 'Monday');
  const first = keyOf(room);
  clock.advance(7 * DAY - HOUR);
  await alice.says(room, 'Still this week');
  expect(keyOf(room)).toEqual(first);

  // Nobody need write: a room that is silent keeps its key.
  clock.advance(DAY + HOUR);
  expect(keyOf(room)).toEqual(first);
  await alice.says(room, 'A week later');
  const second = keyOf(room);
  expect(second.many).toBe(first.many + 1);
  const { epochs } = alice.device.engine.room(room).charter.charter.state();
  const links = second.epoch && epochs.get(second.epoch)?.links;
  expect([...(links ?? [])].map(({ parent }) => parent)).toEqual([first.epoch]);

  await alice.says(room, 'And on');
  expect(keyOf(room)).toEqual(second);
  // After a restart the week goes on where it was.
  await alice.closes();
  clock.advance(8 * DAY);
  await alice.opens();
  await alice.says(room, 'Next week');
  expect(keyOf(room).many).toBe(second.many + 1);
});

test('[EPO-5] a room key serves for a thousand messages, and some more that differ by device', async () => {
  const { room, clock } = await aliceAlone();
  const { many } = keyOf(room);
  const say = async (messages: number): Promise<void> => {
    for (let n = 0; n < messages; n++) {
      clock.advance(1000);
      await alice.says(room, `message ${n}`);
    }
  };
  await say(990);
  expect(keyOf(room).many).toBe(many);
  await say(220);
  expect(keyOf(room).many).toBe(many + 1);
});
