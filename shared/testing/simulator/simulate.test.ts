import { expect, test } from 'vitest';
import { everything } from './everything.ts';
import { FAULTS } from './faults.ts';
import { simulate, type Plan } from './simulate.ts';

/** A busy machine takes a while over a whole network. */
const TIMEOUT = 120_000;

/** `least`: where people put each other out, one may be left, of whom it is still asked that nothing is lost. */
async function expectToConverge(plan: Plan, least = 2): Promise<void> {
  const { failures, story, members, messages } = await simulate(plan);
  // Once more with what was done, where a run failed: the seed is in the title.
  if (failures.length > 0) expect.fail([...story, ...failures].join('\n'));
  expect(members).toBeGreaterThanOrEqual(least);
  expect(messages).toBeGreaterThan(0);
}

/** In seed 15 all but one leave: that they agree says nothing. */
const SEEDS = Array.from({ length: 26 }, (_, i) => i + 1).filter((seed) => seed !== 15);

test.for(SEEDS)(
  '[T-44] a random network under random faults agrees in the end, and nothing acknowledged is lost: seed %i',
  { timeout: TIMEOUT },
  (seed) => expectToConverge({ seed, steps: 80 }),
);

test.for(Array.from({ length: 4 }, (_, i) => i + 1))(
  '[T-61] a relay put back to an older backup, again and again, is filled by those who were there: seed %i',
  { timeout: TIMEOUT },
  (seed) => expectToConverge({ seed, steps: 80, faults: ['rewind', 'lose', 'cut'] }),
);

test('[T-44] a run replays exactly from its seed', { timeout: TIMEOUT }, async () => {
  const [one, other] = [await simulate({ seed: 5, steps: 120 }), await simulate({ seed: 5, steps: 120 })];
  expect(one.story).toEqual(other.story);
  expect(one.fingerprint).toBe(other.fingerprint);
  expect((await simulate({ seed: 6, steps: 120 })).fingerprint).not.toBe(one.fingerprint);
});

test.for([1, 2, 3, 4, 5, 6])(
  '[T-54] [ENT-6] a relay that holds payloads back is found out, and every hole is filled: seed %i',
  { timeout: TIMEOUT },
  (seed) => expectToConverge({ seed, steps: 80, faults: ['husks', 'cut', 'lose', 'fatal', 'amnesia'] }),
);

/** What there was when these seeds failed: another list of faults draws others. */
const EARLY = FAULTS.filter((kind) => kind !== 'husks');

/** Seeds that failed once, and what it was. */
const ONCE: readonly (Plan & { readonly what: string })[] = [
  { seed: 5, steps: 100, faults: [], what: 'a delete still held when its author leaves is carried out' },
  { seed: 2, steps: 100, faults: ['crash'], what: 'own entries rest on charter entries that outlive a crash' },
  { seed: 4, steps: 100, faults: ['fatal'], what: 'a device never states older heads after a crash than before it' },
  { seed: 12, steps: 100, faults: ['fatal'], what: 'a join that a crash cut short is finished' },
  { seed: 22, steps: 100, faults: ['fatal'], what: 'a rotation that a crash parted from its grants reaches everybody' },
  { seed: 2, steps: 200, faults: ['crash'], what: 'a month opened later mends the rows of another' },
  { seed: 2, steps: 100, faults: ['amnesia'], what: 'who leaves takes no words of theirs along' },
  { seed: 7, steps: 200, faults: ['fatal'], what: 'a room that was left empties its outbox after a restart' },
  { seed: 2, steps: 80, what: 'a member whom a wiped relay does not know brings the entries that make them one' },
  { seed: 15, steps: 80, what: 'a room entered twice on one link is carried on' },
  { seed: 23, steps: 200, what: 'who rotates, dies and then leaves takes no key along that others need' },
  { seed: 37, steps: 200, what: 'who turns out to have left waits for nothing that was offered before' },
  { seed: 301, steps: 200, what: 'a key that is spoilt while an entry is being made fails no command' },
  { seed: 323, steps: 200, what: 'gaps that an earlier run showed do not stay when keys had come' },
  { seed: 111, steps: 200, what: 'what a crash left in the outbox of a room that was left goes in the end' },
];

test.for(ONCE)('[T-42] $what (seed $seed)', { timeout: TIMEOUT }, ({ what: _what, ...plan }) =>
  expectToConverge({ faults: EARLY, ...plan }),
);

/** The same, where people put each other out and come back. */
const QUARRELS: readonly (Plan & { readonly what: string })[] = [
  { seed: 2, what: 'what came too late for a cut is in nobody’s digest and in no outbox' },
  {
    seed: 3,
    what: 'who comes back by a later link goes on in a list of their own, and a hole beyond a cut is nobody’s loss',
  },
  { seed: 24, what: 'who had to bring what makes them a member is then told the rest' },
  { seed: 34, what: 'who came in by a link while it was being ended hears of it, and of their words nothing counts' },
  { seed: 94, what: 'who was put out while they meant to leave need not leave any more' },
  { seed: 5, what: 'who came back by somebody who was being made less is told that they did not' },
  { seed: 16, what: 'a hole that is filled while its entry is on its way is asked for again' },
  { seed: 68, what: 'orders that are ahead of their entries hold as these come' },
  { seed: 96, what: 'what is ordered of a list that not everybody holds is in nobody’s digest' },
  { seed: 77, what: 'what was said under a key that fell with a void removal is read by all' },
  { seed: 8, what: 'who left while the room was being handed to them hears what was said meanwhile' },
  { seed: 37, what: 'who was refused a month and then had to bring what makes them a member asks for it again' },
  { seed: 9, what: 'what was said beyond a cut is nobody’s loss, also when its author left and then started anew' },
];

test.for(QUARRELS)(
  '[T-44] [LOG-7] [CHA-5] $what (seed $seed, with quarrels)',
  { timeout: TIMEOUT },
  ({ what: _what, ...plan }) => expectToConverge({ ...plan, steps: 200, quarrels: true }, 1),
);

/** The same, where clocks are a day wrong for a while, storage is evicted, profiles are put back. */
const MISHAPS: readonly (Plan & { readonly what: string })[] = [
  { seed: 1, mishaps: ['clock'], what: 'who deletes by a clock that is put right and leaves has it gone all the same' },
  {
    seed: 33,
    mishaps: ['clock'],
    quarrels: true,
    what: 'what fell due while a device was off is shown when it is on again',
  },
  {
    seed: 49,
    mishaps: ['clock', 'evict', 'restore'],
    quarrels: true,
    what: 'a clock that is put back begins one more list, not one with every message',
  },
  {
    seed: 1,
    linked: 2,
    what: 'a device that is being linked says nothing in its person’s own room before it is in it',
  },
  { seed: 28, mishaps: ['restore'], what: 'who made a key and is put back to before it has it again' },
];

test.for(Array.from({ length: 4 }, (_, i) => i + 1))(
  '[T-44] with a liar among them who forges, backdates, forks, replays and floods, the honest agree: seed %i',
  { timeout: TIMEOUT },
  (seed) => expectToConverge({ seed, devices: 5, steps: 120, liars: 1, quarrels: seed % 2 === 0 }),
);

test.for(MISHAPS)('[T-44] [T-40] [TIM-3] $what (seed $seed)', { timeout: TIMEOUT }, ({ what: _what, ...plan }) =>
  expectToConverge({ ...plan, steps: 200 }),
);

/** Seeds of runs in which all that could happen then did. */
const EVERYTHING_THEN: readonly { readonly seed: number; readonly what: string }[] = [
  { seed: 21, what: 'whose clock is behind that of a room’s founder speaks in its first month, not before it' },
  { seed: 58, what: 'what its author ordered gone is gone, also of what does not count' },
  { seed: 9, what: 'who deletes what lies ahead of their clock, that was put right, has it gone' },
  { seed: 25, what: 'what an author deleted who was put out before they ordered it is gone by a moderator’s order' },
  { seed: 29, what: 'who looks into an entry of their own that is in doubt is not charged for it' },
  { seed: 104, what: 'a join by a link that was turned off meanwhile waits for nobody' },
  { seed: 99, what: 'a profile that was put back begins no list again below one it does not remember' },
  { seed: 239, what: 'what a relay that lost its disk refused for a cut, which then was void, is asked for again' },
  { seed: 261, what: 'orders that reached the relay hold, though who gave them was gone before their turn' },
  { seed: 49, what: 'nobody is let in unasked by a profile that was put back and has not got the charter yet' },
];

test.for(EVERYTHING_THEN)('[T-44] $what (seed $seed, with nearly everything)', { timeout: TIMEOUT }, ({ seed }) =>
  expectToConverge({ ...everything(seed), mishaps: ['clock', 'evict', 'restore'], branches: false }, 1),
);

/** Seeds of runs in which all that can happen does. */
const EVERYTHING: readonly { readonly seed: number; readonly what: string }[] = [
  { seed: 44, what: 'a relay that lacks a branch of a charter asks for it, also where nothing else is missing' },
  { seed: 246, what: 'an edit that falls due after what it changed was deleted goes as well' },
  { seed: 345, what: 'an order by a device whose way in turned out void is held by all or by nobody' },
  { seed: 6, what: 'who is out, and whose way back led nowhere, is told how things stand all the same' },
];

test.for(EVERYTHING)('[T-44] $what (seed $seed, with everything)', { timeout: TIMEOUT }, ({ seed }) =>
  expectToConverge(everything(seed), 1),
);
