/** Time, as the devices of a story tell it. */
import { expect, type Page, type Worker } from '@playwright/test';
import type { Person } from '../people/person.ts';

/** So much time goes by for all of these people at once: for their windows, and for the engine in whichever tab it runs. */
export async function timePasses(ms: number, ...people: readonly Person[]): Promise<void> {
  for (const { context } of people) {
    const engines = (): Worker[] => context.pages().flatMap((page) => page.workers());
    await expect.poll(() => engines().length, 'somebody’s engine runs').toBeGreaterThan(0);
    for (const place of [...context.pages(), ...engines()]) await moveClock(place, ms);
  }
}

async function moveClock(place: Page | Worker, ms: number): Promise<void> {
  const move = (more: number): void => {
    const before = Date.now.bind(Date);
    Date.now = () => before() + more;
  };
  // One call that both can take; their types differ in what else they could.
  await ('workers' in place ? place.evaluate(move, ms) : place.evaluate(move, ms));
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
