/** MRK-2: "Read by n", between real engines over the real relay: what was on a screen is said, and nothing else. */
import { expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { Gathering, identityOf } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

const gathering = Gathering.forTests();

/** Says it, waits until the other has it, and gives its row. */
async function says(person: HeadlessPerson, other: HeadlessPerson, room: RoomId, text: string) {
  const id = await person.says(room, text);
  await other.sees(room, text);
  const message = await person.seesMessage(room, id, () => true);
  await person.until(async () => (await person.copiesOf(room, message)).members === 1);
  return message;
}

const readersOf = async (
  person: HeadlessPerson,
  room: RoomId,
  message: Awaited<ReturnType<typeof says>>,
): Promise<number> => (await person.copiesOf(room, message)).readers;

test('[MRK-2] a message is delivered until it was on a screen; from then on it is read, in later runs too', async () => {
  const { alice, bob, room } = await gathering.aliceAndBob();
  const first = await says(alice, bob, room, 'Are you there?');
  expect(await readersOf(alice, room, first)).toBe(0);
  await bob.looksAt(room);
  await alice.until(async () => (await readersOf(alice, room, first)) === 1);
  const second = await says(alice, bob, room, 'And this?');
  expect(await readersOf(alice, room, second)).toBe(0);

  await alice.closes();
  await bob.closes();
  await alice.opens();
  await alice.isKept(room);
  expect(await readersOf(alice, room, first)).toBe(1);
  // Bob comes back and looks at nothing.
  await bob.opens();
  const third = await says(alice, bob, room, 'Back again?');
  expect(await readersOf(alice, room, second)).toBe(0);
  await bob.looksAt(room);
  for (const message of [second, third]) await alice.until(async () => (await readersOf(alice, room, message)) === 1);
});

test('[MRK-2] what comes in above the place where somebody reads is not read', async () => {
  const { alice, bob, room } = await gathering.aliceAndBob();
  await says(alice, bob, room, 'Before I go');
  await bob.looksAt(room);
  const away = gathering.somebody('Alice', undefined, alice.device.memory.copy(), 'http://127.0.0.1:9');
  await alice.closes();
  await away.opens();
  const id = await away.says(room, 'On the train');
  const { memory } = away.device;
  await away.closes();

  const mine = await bob.says(room, 'Meanwhile');
  const last = await bob.seesMessage(room, mine, () => true);
  await bob.device.do({ do: 'read', room, upTo: last.order });
  const back = await gathering.somebody('Alice', undefined, memory).opens();
  await bob.sees(room, 'On the train');
  const late = await back.seesMessage(room, id, () => true);
  await back.until(async () => (await back.copiesOf(room, late)).members === 1);
  expect(late.order < last.order).toBe(true);
  // A marker with all he has and has read comes after it.
  const next = await says(back, bob, room, 'Back');
  expect(await readersOf(back, room, late)).toBe(0);
  await bob.looksAt(room);
  for (const message of [late, next]) await back.until(async () => (await readersOf(back, room, message)) === 1);
});

test('[MRK-3] who tells nothing is not told of as a reader, nor is anybody in a room that tells nothing', async () => {
  const { alice, bob, room } = await gathering.aliceAndBob();
  const shown = await says(alice, bob, room, 'For your eyes');
  await bob.device.do({ do: 'me.hides', hides: { receipts: true } });
  await bob.looksAt(room);
  await bob.says(room, 'I read it and do not tell');
  await alice.sees(room, 'I read it and do not tell');
  expect(await readersOf(alice, room, shown)).toBe(0);
  await bob.device.do({ do: 'me.hides', hides: { receipts: false } });
  await bob.says(room, 'Now I tell');
  await alice.until(async () => (await readersOf(alice, room, shown)) === 1);
  await alice.device.do({ do: 'room.rules', room, rules: { receipts: false } });
  await alice.until(async () => (await readersOf(alice, room, shown)) === 0);
});

test('[MRK-2] who read it and was put out since is told of as no longer here, in later runs too', async () => {
  const { alice, bob, room } = await gathering.aliceAndBob();
  const message = await says(alice, bob, room, 'For your eyes');
  await bob.looksAt(room);
  await alice.until(async () => (await readersOf(alice, room, message)) === 1);
  await alice.device.do({ do: 'member.remove', room, identity: identityOf(bob) });
  const isOut = async (): Promise<boolean> =>
    (await alice.receipts(room))?.out?.some(({ name }) => name === 'Bob') === true;
  await alice.until(isOut);
  await alice.isKept(room);
  await alice.closes();
  await alice.opens();
  await alice.says(room, 'Now we are alone');
  await alice.isKept(room);
  expect(await isOut()).toBe(true);
  expect(await readersOf(alice, room, message)).toBe(1);
});
