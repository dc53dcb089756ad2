import { cryptoReady } from '#shared/crypto/ready.ts';
import { readDay } from '../../scripts/demo/day.ts';
import { replay } from '../../scripts/demo/replay.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

interface Drawn {
  readonly from: string;
  readonly text: string;
}

/** What markdown leaves of a text whatever it makes of it: its letters and digits. */
const spoken = (text: string): string => text.replace(/[^\p{Letter}\p{Number}]/gu, '');

/** Turns the wheel from the newest message to the first, reading whatever is drawn on the way. */
async function readsFromTheEnd(person: Person): Promise<Map<number, Drawn>> {
  const read = new Map<number, Drawn>();
  await person.log.hover();
  await expect
    .poll(
      async () => {
        for (const { place, ...drawn } of await drawnBy(person)) read.set(place, drawn);
        await person.page.mouse.wheel(0, -1500);
        return read.has(1);
      },
      { timeout: 120_000, intervals: [50] },
    )
    .toBe(true);
  return read;
}

const drawnBy = (person: Person): Promise<(Drawn & { place: number })[]> =>
  person.log.getByRole('article').evaluateAll((articles) =>
    articles.map((article) => ({
      place: Number(article.getAttribute('aria-posinset')),
      from: article.getAttribute('aria-label')?.split(', ')[0] ?? '',
      text: article.querySelector('.tx')?.textContent ?? '',
    })),
  );

test('a channel of 83 people is replayed; a fresh browser that joins has every message, author and order right', async ({
  meet,
  relay,
}) => {
  test.setTimeout(300_000);
  await cryptoReady();
  const day = readDay(Date.now());
  const { link, owner } = await replay({ relay: relay.url, day, name: '#ubuntu' });
  const visitor = await meet();
  await visitor.joins(link, 'Visitor');
  await expect(visitor.log.getByRole('article').last()).toHaveAttribute('aria-posinset', String(day.length));
  const read = await readsFromTheEnd(visitor);
  const drawn = day.map((_, i) => read.get(i + 1)).map((one) => one && `${one.from}: ${spoken(one.text)}`);
  expect(drawn).toEqual(day.map(({ from, text }) => `${from}: ${spoken(text)}`));
  expect(read.size).toBe(day.length);
  await owner.stop();
});
