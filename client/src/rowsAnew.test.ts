/** Rows that an earlier run left are taken as they are, unless what they were made of has changed since. */
import { expect, test, vi } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { systemClock } from './adapters/systemClock.ts';

const gathering = Gathering.forTests();

/** As if a row had never been written, between two runs. */
function losesRows({ device }: HeadlessPerson, room: RoomId): void {
  const rows = device.memory.disk.tables.get('rows');
  for (const { key } of rows?.read({}) ?? []) if (key.startsWith(`${room}/`)) rows?.put(key, undefined);
}

test('[CHA-5] a charter that grew just before the program ended has rows looked at again: they may not count any more', async () => {
  const alice = await gathering.meet('Alice');
  const room = await alice.startsRoom();
  await alice.says(room, 'Said once');
  await alice.isKept(room);
  await alice.closes();
  losesRows(alice, room);
  await alice.opens();
  await alice.device.engine.room(room).open();
  expect(await alice.messages(room)).toEqual([]);

  vi.spyOn(alice.device.engine.room(room).index, 'viewed').mockResolvedValue();
  await alice.device.do({ do: 'room.rename', room, name: 'Orchard' });
  await alice.isKept(room);
  await alice.closes();
  await alice.opens();
  await alice.device.engine.room(room).open();
  await alice.sees(room, 'Said once');
});

test('[TIM-3] what a clock further on showed is not shown by one that was put back, until it is due there', async () => {
  let behind = 0;
  const clock: Clock = { now: () => systemClock.now() - behind, after: (ms, run) => systemClock.after(ms, run) };
  const alice = await gathering.somebody('Alice', clock).opens();
  const room = await alice.startsRoom();
  await alice.says(room, 'Said at noon');
  await alice.sees(room, 'Said at noon');
  await alice.isKept(room);
  await alice.closes();
  behind = 2 * 60 * 60_000;
  await alice.opens();
  await alice.device.engine.room(room).open();
  expect(await alice.messages(room)).toEqual([]);
  await alice.closes();
  behind = 0;
  await alice.opens();
  await alice.device.engine.room(room).open();
  await alice.sees(room, 'Said at noon');
});
