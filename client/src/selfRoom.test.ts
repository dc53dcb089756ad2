/** The self room of a headless device, through the real relay, a process of its own. */
import { expect, test } from 'vitest';
import { CHARTER } from '#shared/ids.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

const gathering = Gathering.forTests();

/** What stands in somebody's own book, by name. */
function bookOf({ device: { engine } }: HeadlessPerson): string[] {
  const { id } = engine.selfRoom;
  if (id === undefined || !engine.keys) throw new Error('no self room yet');
  return [...engine.room(id).timeline.fold.kept(engine.keys.identity).keys()];
}

test('holds the rooms and their keys, is on no list, and goes on after a restart', async () => {
  const alice = await gathering.meet('Alice');
  const first = await alice.startsRoom('Vineyard');
  expect(alice.device.engine.selfRoom.id, 'one device alone has nobody to tell').toBeUndefined();

  const self = await alice.device.engine.selfRoom.ensure();
  const keysOf = (room: typeof first): string[] =>
    [...alice.device.engine.room(room).charter.keyring.entries()].map(([epoch]) => `key/${room}/${epoch}`);
  expect(bookOf(alice)).toEqual([`room/${first}`, 'me/name', ...keysOf(first)].sort());
  expect(alice.device.engine.view.summaries.map(({ room }) => room)).toEqual([first]);

  const second = await alice.startsRoom('Cellar');
  const all = (): string[] =>
    [`room/${first}`, `room/${second}`, 'me/name', ...keysOf(first), ...keysOf(second)].sort();
  await alice.until(() => JSON.stringify(bookOf(alice)) === JSON.stringify(all()));
  await alice.until(() => alice.device.engine.outbox.unacknowledged === 0);

  const before = all();
  await alice.closes();
  await alice.opens();
  expect(alice.device.engine.selfRoom.id).toBe(self);
  expect(bookOf(alice)).toEqual(before);
  expect(alice.device.engine.room(first).isOpen, 'no room is opened for keys it has').toBe(false);
  const { charter } = alice.device.engine.room(self);
  expect(charter.charter.state().kind).toBe('self');
  await alice.until(() => alice.device.engine.room(self).documentOf(CHARTER) !== undefined);
});
