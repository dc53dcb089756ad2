import { expect, test } from 'vitest';
import { conversation } from '#testing/conversation.ts';
import { timeline } from '#testing/correspondent.ts';
import type { EntryId } from '#shared/ids.ts';

const WRITERS = 20;
const items = conversation(10_000, WRITERS);
const end = items.at(-1)?.hlc.ms ?? 0;

/** What the fold did for the entries added by `work`. */
function cost(fold: ReturnType<typeof timeline>, work: () => void): { judged: number; rows: number } {
  const before = fold.work;
  work();
  return { judged: fold.work.judged - before.judged, rows: fold.work.rows - before.rows };
}

test('[TIM-6] each of 10,000 messages that follow each other is judged once and makes one row', () => {
  const fold = timeline();
  const spent = cost(fold, () => {
    for (const item of items) {
      fold.add(item);
      expect(fold.take(item.hlc.ms).put.length).toBe(1);
    }
  });
  expect(spent).toEqual({ judged: 10_000, rows: 10_000 });
});

test('[TIM-6] after 10,000 messages a reaction, a reply and an edit touch one row each', () => {
  const fold = timeline();
  for (const item of items) fold.add(item);
  fold.take(end);
  const [first] = items;
  if (!first) throw new Error('no conversation');
  const { previous: _, ...next } = { ...first, writer: 999 as typeof first.writer, hlc: { ms: end + 1, counter: 0 } };
  const ops = [
    { t: 'react', target: first.id, emoji: '👍', on: true },
    { t: 'message', text: 'yes', reply: first.id },
    { t: 'message', text: 'no' },
  ] as const;
  ops.forEach((op, seq) => {
    const id = (`new${seq}`.padEnd(42, 'x') + 'A') as EntryId;
    const spent = cost(fold, () => {
      fold.add({ ...next, id, seq, hlc: { ms: end + 1 + seq, counter: 0 }, body: { op, seen: [] } });
      fold.take(end + 10);
    });
    expect(spent.judged).toBe(1);
    // The first of a new writer who cites nothing is late: its message, and the card of its strand.
    expect(spent.rows).toBeLessThanOrEqual(2);
  });
});

test('[TIM-6] writers arriving one after the other cost a bounded number of judgements an entry', () => {
  const fold = timeline();
  const some = items.slice(0, 2_000);
  const spent = cost(fold, () => {
    for (const list of Map.groupBy(some, ({ writer }) => writer).values()) {
      for (const item of list) fold.add(item);
      fold.take(end);
    }
  });
  expect(spent.judged).toBeLessThanOrEqual(some.length * WRITERS);
  expect(fold.rows().every(({ kind }) => kind === 'message')).toBe(true);
});

test('[TIM-6] an entry put back to the beginning is judged against those that missed it, once', () => {
  const fold = timeline();
  for (const item of items) fold.add(item);
  fold.take(end);
  const [first] = items;
  if (!first) throw new Error('no conversation');
  const backdated = (seq: number) => ({
    ...first,
    id: (`old${seq}`.padEnd(42, 'x') + 'A') as EntryId,
    writer: 999 as typeof first.writer,
    identity: 'mallory' as typeof first.identity,
    seq,
    hlc: { ms: first.hlc.ms + seq, counter: 1 },
    body: { op: { t: 'message', text: 'first!' }, seen: [] },
  });
  const add = (seq: number) =>
    cost(fold, () => {
      fold.add(backdated(seq));
      fold.take(end);
    });
  expect(add(0)).toMatchObject({ rows: 1 });
  for (let seq = 1; seq < 5; seq++) expect(add(seq)).toEqual({ judged: 1, rows: 1 });
});
