/** What somebody who comes into a long room waits for, and what comes after. Real engines, a real relay. */
import { expect, test, vi } from 'vitest';
import { CHARTER, segmentOf, type RoomId } from '#shared/ids.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

const gathering = Gathering.forTests();
/** More than are shown at once. */
const MESSAGES = 250;

async function aLongRoom(): Promise<{ room: RoomId; link: string }> {
  const alice = await gathering.meet('Alice');
  const room = await alice.startsRoom();
  for (let i = 0; i < MESSAGES; i++) await alice.says(room, `Number ${i}`);
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  return { room, link };
}

const entriesOf = ({ device }: HeadlessPerson, room: RoomId): number =>
  device.engine.rooms
    .get(room)
    ?.documents.reduce((sum, { id, log }) => sum + (segmentOf(id) === CHARTER ? 0 : log.size), 0) ?? 0;

test('who comes in is in as soon as the newest is on screen: older rows and the greeting follow', async () => {
  const { room, link } = await aLongRoom();
  const bob = await gathering.meet('Bob');
  const { view } = bob.device.engine;
  const write = view.rows.bind(view);
  const gate = Promise.withResolvers<undefined>();
  let written = 0;
  vi.spyOn(view, 'rows').mockImplementation(async (...change) => {
    if (written++ > 0) await gate.promise;
    await write(...change);
  });
  await bob.joins(link);
  const first = await bob.messages(room);
  expect(first.length).toBeLessThan(MESSAGES);
  expect(first.at(-1)?.text).toBe(`Number ${MESSAGES - 1}`);
  gate.resolve(undefined);
  await bob.until(async () => (await bob.messages(room)).length === MESSAGES);
  // The greeting: Alice's name for Bob comes from it.
  await bob.until(() => entriesOf(bob, room) > MESSAGES + 1);
});

test('what comes to somebody on their way in is on the disk before any of it is folded', async () => {
  const { room, link } = await aLongRoom();
  const bob = await gathering.meet('Bob');
  const { documents } = bob.device.engine.parts;
  const open = documents.open.bind(documents);
  const gate = Promise.withResolvers<undefined>();
  const asked = vi.fn();
  vi.spyOn(documents, 'open').mockImplementation(async (id) => {
    const stored = await open(id);
    const flushed = stored.flushed.bind(stored);
    if (segmentOf(id) !== CHARTER)
      vi.spyOn(stored, 'flushed').mockImplementation(async () => {
        asked(entriesOf(bob, room));
        await gate.promise;
        await flushed();
      });
    return stored;
  });
  const isIn = bob.joins(link);
  await vi.waitUntil(() => asked.mock.calls.some(([entries]) => entries >= MESSAGES));
  await bob.until(() => entriesOf(bob, room) >= MESSAGES);
  expect(await bob.messages(room)).toEqual([]);
  gate.resolve(undefined);
  await isIn;
  expect((await bob.messages(room)).length).toBeGreaterThan(0);
});
