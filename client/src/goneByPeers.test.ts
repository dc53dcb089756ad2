/** ENT-6 without a relay: orders, holes and payloads go from peer to peer; the engines are real, their links a table. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { payloadOf, withoutPayload } from '#shared/entry/payload.ts';
import type { EntryId, RoomId } from '#shared/ids.ts';
import { Circle } from '#testing/circle.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

let circle: Circle;
beforeEach(async () => {
  await cryptoReady();
  circle = await Circle.open();
});
afterEach(() => circle.close());

function placeOf({ device }: HeadlessPerson, room: RoomId, id: EntryId) {
  const { timeline } = device.engine.room(room);
  const item = timeline.fold.item(id);
  const document = item && timeline.segment(item.segment)?.document;
  const bytes = document?.entry(item?.writer as never, item?.seq ?? 0);
  if (!item || !document || !bytes) throw new TypeError('it is here');
  return { item, document, bytes };
}

/** What an entry says, sealed, as this device holds it. */
const payloadAt = (person: HeadlessPerson, room: RoomId, id: EntryId): Buffer | undefined => {
  const payload = payloadOf(placeOf(person, room, id).bytes);
  return payload && Buffer.from(payload);
};

const librariesOf = ({ device }: HeadlessPerson): Buffer => Buffer.concat([...device.memory.library.values()].flat());

const isGoneFrom = (person: HeadlessPerson, payload: Buffer): Promise<void> =>
  person.until(() => !librariesOf(person).includes(payload));

async function saidToAll(room: RoomId, author: HeadlessPerson, ...others: HeadlessPerson[]) {
  const id = await author.says(room, 'The code is 4711');
  await Promise.all([author, ...others].map((person) => person.sees(room, 'The code is 4711')));
  const payload = payloadAt(author, room, id);
  if (!payload) throw new TypeError('it is there still');
  await Promise.all([author, ...others].map((person) => person.until(() => librariesOf(person).includes(payload))));
  return { id, payload };
}

test('[ENT-6] the relay is gone: what Alice deletes is gone from every friend’s disk, through friends as well', async () => {
  const [alice, bob, cleo] = await circle.meet('Alice', 'Bob', 'Cleo');
  const room = await circle.together('Vineyard', alice, bob, cleo);
  circle.table.keepApart(circle.endOf(alice), circle.endOf(cleo));
  const { id, payload } = await saidToAll(room, alice, bob, cleo);
  await circle.relayDies();
  await alice.device.do({ do: 'delete', room, target: id });
  for (const person of [alice, bob, cleo]) {
    await person.seesMessage(room, id, ({ deleted }) => deleted?.by === 'author');
    await isGoneFrom(person, payload);
    expect(JSON.stringify(await person.rows(room))).not.toContain('4711');
  }
});

test('[ENT-6] who was away is told by any friend they meet', async () => {
  const [alice, bob, cleo] = await circle.meet('Alice', 'Bob', 'Cleo');
  const room = await circle.together('Vineyard', alice, bob, cleo);
  const { id, payload } = await saidToAll(room, alice, bob, cleo);
  await circle.relayDies();
  await cleo.closes();
  await alice.device.do({ do: 'delete', room, target: id });
  await isGoneFrom(bob, payload);
  await alice.closes();
  expect(librariesOf(cleo).includes(payload)).toBe(true);
  await cleo.opens();
  await circle.pair(cleo, bob);
  await isGoneFrom(cleo, payload);
  await cleo.seesMessage(room, id, ({ deleted }) => deleted?.by === 'author');
});

test('[ENT-6] [T-54] a hole is filled by a peer who has what was in it', async () => {
  const [alice, bob] = await circle.meet('Alice', 'Bob');
  const room = await circle.together('Vineyard', alice, bob);
  const { id, payload } = await saidToAll(room, alice, bob);
  await circle.relayDies();
  const { item, document, bytes } = placeOf(bob, room, id);
  const husk = withoutPayload(bytes);
  if (!husk) throw new TypeError('a message becomes a husk');
  document.replace(item.writer, item.seq, husk);
  await document.rewritten();
  await bob.closes();
  expect(librariesOf(bob).includes(payload)).toBe(false);
  await bob.opens();
  await circle.pair(bob, alice);
  await bob.until(() => librariesOf(bob).includes(payload));
  await bob.seesMessage(room, id, ({ text }) => text === 'The code is 4711');
});
