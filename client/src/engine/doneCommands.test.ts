import { beforeEach, describe, expect, test } from 'vitest';
import type { EntryId } from '#shared/ids.ts';
import type { DeviceStore } from '#shared/ports/deviceStore.ts';
import { fakeClock } from '#testing/fakeClock.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { DoneCommands, type MarkDone } from './doneCommands.ts';
import type { Answer } from './messages/answer.ts';

const answerOf = (run: number): Answer => ({ ok: true, entry: testId<EntryId>(`entry ${run}`) });
const DAY = 24 * 60 * 60 * 1000;

let disk: MemoryDisk;
let store: DeviceStore;
let clock = fakeClock();
let done: DoneCommands;
let runs: number;

async function start(): Promise<void> {
  store = memoryStore(disk);
  await store.claim();
  done = new DoneCommands(store, clock);
}

/** What an engine does: all in one transaction. */
async function carryOut(mark: MarkDone): Promise<Answer> {
  runs++;
  const answer = answerOf(runs);
  await store.write([{ table: 'outbox', key: `entry ${runs}`, value: runs }, ...mark(answer)]);
  return answer;
}

beforeEach(async () => {
  disk = new MemoryDisk();
  clock = fakeClock();
  runs = 0;
  await start();
});

describe('[T-42] a command', () => {
  test('sent again under its id is done once and answered alike, by this run and by the next', async () => {
    expect(await done.once('a', carryOut)).toEqual(answerOf(1));
    expect(await done.once('a', carryOut)).toEqual(answerOf(1));
    await start();
    expect(await done.once('a', carryOut)).toEqual(answerOf(1));
    expect(runs).toBe(1);
    await done.once('b', carryOut);
    expect(runs).toBe(2);
  });

  test('sent again while it is being done waits for the same answer', async () => {
    const [one, other] = [done.once('a', carryOut), done.once('a', carryOut)];
    expect(other).toBe(one);
    await one;
    expect(runs).toBe(1);
  });

  test('that failed or was refused is tried anew', async () => {
    const refused: Answer = { ok: false, code: 'no', say: 'No.' };
    expect(await done.once('a', () => Promise.resolve(refused))).toEqual(refused);
    await expect(done.once('a', () => Promise.reject(new Error('crashed')))).rejects.toThrow('crashed');
    disk.full = true;
    await expect(done.once('a', carryOut)).rejects.toThrow();
    disk.full = false;
    expect(await done.once('a', carryOut)).toEqual(answerOf(2));
    expect(await store.range('outbox', {})).toHaveLength(1);
  });

  test('is remembered for a month and then forgotten', async () => {
    await done.once('a', carryOut);
    clock.advance(29 * DAY);
    await done.prune();
    await done.once('a', carryOut);
    expect(runs).toBe(1);
    clock.advance(2 * DAY);
    await done.prune();
    expect(await store.range('commands', {})).toEqual([]);
  });
});
