/** T-40: a profile that was restored, or copied, goes on where it stood; with real engines and a real relay. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { systemClock } from './adapters/systemClock.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';

beforeAll(() => cryptoReady());
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

test.for([
  [1, 1],
  [3, 1],
  [1, 3],
])(
  '[T-40] [LOG-9] a database restored to yesterday, which wrote offline before it heard of today: a new writer, nothing lost (%i said, %i said again)',
  { timeout: 120_000 },
  async ([before = 1, after = 1]) => {
    const relay = await RelayProcess.start();
    undo.push(() => relay.discard());
    const person = (name: string, like?: HeadlessPerson): HeadlessPerson => {
      const made = new HeadlessPerson(name, relay.origin, systemClock, like?.device.memory.copy());
      undo.push(() => made.closes());
      return made;
    };
    const [alice, bob] = [person('Alice'), person('Bob')];
    for (const who of [alice, bob]) await who.opens();
    const room = await alice.startsRoom();
    await bob.joins(await alice.invites(room, { open: true }));
    await bob.says(room, 'yesterday');
    await alice.sees(room, 'yesterday');
    await bob.isKept(room);
    await bob.closes();
    const restored = person('Bob', bob);

    const today = Array.from({ length: before }, (_, i) => `today ${i}`);
    const offline = Array.from({ length: after }, (_, i) => `offline ${i}`);
    await bob.opens();
    for (const text of today) await bob.says(room, text);
    await bob.isKept(room);
    await bob.closes();
    await relay.end('SIGTERM');

    await restored.opens();
    let said: Awaited<ReturnType<HeadlessPerson['says']>> | undefined;
    for (const text of offline) said = await restored.says(room, text, said);
    await relay.start();
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
    const relay = await RelayProcess.start();
    undo.push(() => relay.discard());
    const person = (name: string, like?: HeadlessPerson): HeadlessPerson => {
      const made = new HeadlessPerson(name, relay.origin, systemClock, like?.device.memory.copy());
      undo.push(() => made.closes());
      return made;
    };
    const [alice, bob] = [person('Alice'), person('Bob')];
    for (const who of [alice, bob]) await who.opens();
    const room = await alice.startsRoom();
    await bob.joins(await alice.invites(room, { open: true }));
    await bob.says(room, 'before');
    await alice.sees(room, 'before');
    await bob.isKept(room);
    await bob.closes();
    const copy = person('Bob', bob);
    for (const who of [bob, copy]) await who.opens();
    await Promise.all([bob.says(room, 'here'), copy.says(room, 'there')]);
    for (const who of [alice, bob, copy]) await who.sees(room, 'before', 'here', 'there');
    for (const who of [bob, copy]) await who.isKept(room);
    expect((await alice.details(room))?.members.some(({ faulty }) => faulty)).toBe(false);
    expect(await bob.reads(room)).toEqual(await alice.reads(room));
  },
);
