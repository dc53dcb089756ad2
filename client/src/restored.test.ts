/** T-40: a profile that was restored, or copied, goes on where it stood; with real engines and a real relay. */
import { expect, test } from 'vitest';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

const gathering = Gathering.forTests();

/** Bob's device as it is now, a second time. */
const copyOf = (bob: HeadlessPerson): HeadlessPerson => gathering.somebody('Bob', undefined, bob.device.memory.copy());

/** Bob, who has closed, said something in Alice's room, and everything of it is kept. */
async function bobHasSaid(text: string) {
  const { alice, bob, room } = await gathering.aliceAndBob({ open: true });
  await bob.says(room, text);
  await alice.sees(room, text);
  await bob.isKept(room);
  await bob.closes();
  return { alice, bob, room };
}

test.for([
  [1, 1],
  [3, 1],
  [1, 3],
])(
  '[T-40] [LOG-9] a database restored to yesterday, which wrote offline before it heard of today: a new writer, nothing lost (%i said, %i said again)',
  { timeout: 120_000 },
  async ([before = 1, after = 1]) => {
    const { alice, bob, room } = await bobHasSaid('yesterday');
    const restored = copyOf(bob);

    const today = Array.from({ length: before }, (_, i) => `today ${i}`);
    const offline = Array.from({ length: after }, (_, i) => `offline ${i}`);
    await bob.opens();
    for (const text of today) await bob.says(room, text);
    await bob.isKept(room);
    await bob.closes();
    await gathering.relay.end('SIGTERM');

    await restored.opens();
    let said: Awaited<ReturnType<HeadlessPerson['says']>> | undefined;
    for (const text of offline) said = await restored.says(room, text, said);
    await gathering.relay.start();
    await restored.triesAgain();
    for (const who of [alice, restored]) await who.sees(room, 'yesterday', ...today, ...offline);
    await restored.isKept(room);
    for (const who of [alice, restored]) {
      const read = await who.reads(room);
      expect(read.toSorted()).toEqual(['yesterday', ...today, ...offline].map((text) => `Bob: ${text}`).toSorted());
      expect((await who.details(room))?.members.some(({ faulty }) => faulty)).toBe(false);
    }
    // What answered something said offline answers it still.
    const rows = await alice.messages(room);
    const replies = rows.filter(({ reply }) => reply !== undefined);
    expect(replies.map(({ reply }) => reply?.text)).toEqual(offline.slice(0, -1));

    await restored.closes();
    await restored.opens();
    await restored.says(room, 'and on');
    await alice.sees(room, 'and on');
    expect(await restored.reads(room)).toEqual(await alice.reads(room));
  },
);

test(
  '[T-40] [LOG-9] a profile copied to a second machine, both at once on one relay: one goes on as a new writer, nothing lost',
  { timeout: 120_000 },
  async () => {
    const { alice, bob, room } = await bobHasSaid('before');
    const copy = copyOf(bob);
    for (const who of [bob, copy]) await who.opens();
    await Promise.all([bob.says(room, 'here'), copy.says(room, 'there')]);
    for (const who of [alice, bob, copy]) await who.sees(room, 'before', 'here', 'there');
    for (const who of [bob, copy]) await who.isKept(room);
    expect((await alice.details(room))?.members.some(({ faulty }) => faulty)).toBe(false);
    expect(await bob.reads(room)).toEqual(await alice.reads(room));
  },
);
