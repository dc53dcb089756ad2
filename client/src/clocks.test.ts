/** T-41: a device whose clock is years ahead, and one whose clock goes back; with real engines and a real relay. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { systemClock } from './adapters/systemClock.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';

beforeAll(() => cryptoReady());
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

const HOUR = 60 * 60 * 1000;
const TEN_YEARS = 3652 * 24 * HOUR;

/** Runs as the system's does, and shows what it is set to. */
class WrongClock implements Clock {
  ahead = 0;

  now(): number {
    return systemClock.now() + this.ahead;
  }

  after(ms: number, run: () => void): () => void {
    return systemClock.after(ms, run);
  }
}

async function room() {
  const relay = await RelayProcess.start();
  undo.push(() => relay.discard());
  const clock = new WrongClock();
  const [alice, bob] = [new HeadlessPerson('Alice', relay.origin), new HeadlessPerson('Bob', relay.origin, clock)];
  undo.push(
    () => alice.closes(),
    () => bob.closes(),
  );
  for (const who of [alice, bob]) await who.opens();
  const id = await alice.startsRoom();
  const link = await alice.invites(id, { open: true });
  await alice.isKept(id);
  await bob.joins(link);
  await bob.says(id, 'on time');
  await alice.sees(id, 'on time');
  return { id, alice, bob, clock };
}

test.for([
  ['ten years ahead', TEN_YEARS],
  ['an hour ahead', HOUR],
] as const)(
  '[T-41] a clock %s, then put right: nothing of anybody’s is void, and what is said next is seen at once',
  { timeout: 60_000 },
  async ([, ahead]) => {
    const { id, alice, bob, clock } = await room();
    clock.ahead = ahead;
    await bob.says(id, 'from the future');
    await bob.says(id, 'and again');
    await alice.says(id, 'meanwhile');
    await bob.sees(id, 'meanwhile');
    clock.ahead = 0;
    for (const text of ['put right', 'twice']) await bob.says(id, text);
    await alice.sees(id, 'put right', 'twice');
    await alice.says(id, 'I see you');
    await bob.sees(id, 'I see you');
    const heard = (await alice.reads(id)).filter((line) => !line.includes('again') && !line.includes('the future'));
    expect(heard).toEqual(['Bob: on time', 'Alice: meanwhile', 'Bob: put right', 'Bob: twice', 'Alice: I see you']);
    // Alice's clock followed nobody's: what she says is of now.
    const said = (await alice.messages(id)).find(({ text }) => text === 'I see you');
    expect(Math.abs((said?.at ?? 0) - Date.now())).toBeLessThan(HOUR / 2);
  },
);

test(
  '[T-41] a clock that goes back an hour, again and again: what is said is seen by its author and by others, and read alike once it is right',
  { timeout: 60_000 },
  async () => {
    const { id, alice, bob, clock } = await room();
    const said = ['one', 'two', 'three'];
    for (const text of said) {
      clock.ahead -= HOUR;
      await bob.says(id, text);
      for (const who of [alice, bob]) await who.sees(id, text);
    }
    clock.ahead = 0;
    await bob.closes();
    await bob.opens();
    await bob.says(id, 'right again');
    for (const who of [alice, bob]) await who.sees(id, 'on time', ...said, 'right again');
    expect(await bob.reads(id)).toEqual(await alice.reads(id));
    expect((await alice.reads(id)).at(-1)).toBe('Bob: right again');
  },
);
