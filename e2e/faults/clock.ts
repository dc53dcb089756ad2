/** Time, as the devices of a story tell it. */
import type { Person } from '../people/person.ts';

/** So much time goes by for all of these people at once: for their windows, and for the engine in whichever tab it runs. */
export async function timePasses(ms: number, ...people: readonly Person[]): Promise<void> {
  const pages = people.flatMap(({ context }) => context.pages());
  for (const page of pages)
    for (const place of [page, ...page.workers()])
      await place.evaluate((more) => {
        const before = Date.now.bind(Date);
        Date.now = () => before() + more;
      }, ms);
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
