import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { closed, timeline } from '#testing/correspondent.ts';
import { BEGIN, randomNetwork, type Network } from '#testing/randomNetwork.ts';
import { referenceFold } from '#testing/referenceFold.ts';
import type { Timeline } from './fold.ts';
import type { Item } from './item.ts';
import { encodeRows, type TimelineRow } from './rows.ts';

/** How a history reaches a device: in which order, with looks in between, what opens late and what never. */
const delivery = fc.record({
  network: randomNetwork,
  /** Which of the writers with entries left comes next. */
  turns: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
  looks: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
  opens: fc.array(fc.constantFrom('at once', 'at once', 'later', 'later', 'never'), { minLength: 60, maxLength: 60 }),
  /** Of the history's length: how late the last look is. */
  until: fc.constantFrom(0.5, 1),
});

function shuffle({ items }: Network, turns: readonly number[]): Item[] {
  const lists = [...Map.groupBy(items, ({ writer }) => writer).values()];
  return turns.slice(0, items.length).flatMap((turn) => {
    const left = lists.filter((list) => list.length > 0);
    return left[turn % left.length]?.splice(0, 1) ?? [];
  });
}

/** What somebody sees who only ever applied changes. */
function follower(followed: Timeline): { look(now: number): void; rows(): TimelineRow[] } {
  const rows = new Map<string, TimelineRow>();
  return {
    look(now) {
      const { put, gone } = followed.take(now);
      for (const order of gone) rows.delete(order);
      for (const row of put) rows.set(row.order, row);
    },
    rows: () => [...rows.values()].sort((a, b) => (a.order < b.order ? -1 : 1)),
  };
}

const runs = Number(process.env['GRAPEVINE_RUNS'] ?? 200);
/** ms a run may take on a busy machine. */
const PATIENCE = 500;

test(
  '[TIM-6] [TIM-5] any order of arrival gives the rows that the rules give, byte for byte',
  { timeout: runs * PATIENCE },
  () => {
    fc.assert(
      fc.property(delivery, ({ network, turns, looks, opens, until }) => {
        const fold = timeline();
        const screen = follower(fold);
        const order = shuffle(network, turns);
        const waiting: Item[] = [];
        const end = BEGIN + (network.end - BEGIN) * until;
        order.forEach((item, at) => {
          fold.add(opens[at] === 'at once' ? item : closed(item));
          if (opens[at] === 'later') waiting.push(item);
          if (looks[at]) screen.look(BEGIN + ((end - BEGIN) * at) / order.length);
          const opening = looks[at] ? waiting.splice(0, 2) : [];
          for (const { id, body } of opening) if (body) fold.open(id, body);
        });
        for (const { id, body } of waiting) if (body) fold.open(id, body);
        screen.look(end);

        const known = order.map((item, at) => (opens[at] === 'never' ? closed(item) : item));
        const expected = referenceFold(known, end);
        expect(fold.rows()).toEqual(expected);
        expect(encodeRows(fold.rows())).toEqual(encodeRows(expected));
        expect(screen.rows()).toEqual(fold.rows());
        expect(fold.count).toBe(expected.filter(({ kind }) => kind === 'message').length);
      }),
      { numRuns: runs },
    );
  },
);

test('[TIM-4] profiles are the same in any order of arrival', { timeout: runs * PATIENCE }, () => {
  fc.assert(
    fc.property(delivery, ({ network, turns }) => {
      const [one, other] = [timeline(), timeline()];
      for (const item of shuffle(network, turns)) one.add(item);
      for (const item of shuffle(network, turns.toReversed())) other.add(item);
      one.take(network.end);
      other.take(network.end);
      const sorted = (fold: Timeline) => [...fold.profiles()].sort();
      expect(sorted(one)).toEqual(sorted(other));
    }),
    { numRuns: runs / 10 },
  );
});
