import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Correspondent, timeline } from '#testing/correspondent.ts';
import { randomNetwork } from '#testing/randomNetwork.ts';
import type { Timeline } from './fold.ts';
import type { Item } from './item.ts';
import { encodeRows, type TimelineRow } from './rows.ts';

const NINE = Date.UTC(2026, 9, 5, 9);
const minute = (count: number) => NINE + count * 60_000;

/** The item as an order leaves it. */
const huskOf = (item: Item, by: 'author' | 'moderator' | 'expiry' = 'author'): Item => {
  const { body, ...rest } = item;
  return { ...rest, husk: { was: body?.op.t === 'edit' ? 'edit' : 'message', by } };
};

const rowOf = ({ timeline }: Correspondent, { id }: Item): TimelineRow | undefined => timeline.row(id);

test('[ENT-6] a husk with its order is a deleted message, whether it was read before or never', () => {
  const [alice, bob, noor] = ['alice', 'bob', 'noor'].map((name) => new Correspondent(name)) as [
    Correspondent,
    Correspondent,
    Correspondent,
  ];
  const said = alice.say('a secret', minute(0));
  bob.hear(minute(1), said);
  const answer = bob.say('what?', minute(1), said.id);
  const edited = alice.write({ t: 'edit', target: said.id, text: 'another secret' }, minute(2));
  bob.hear(minute(3), edited);
  expect(rowOf(bob, answer)).toMatchObject({ reply: { text: 'another secret' } });

  bob.timeline.replace([huskOf(said), huskOf(edited)]);
  const { put } = bob.timeline.take(minute(4));
  expect(put.map((row) => row.kind === 'message' && row.id)).toEqual([said.id, answer.id]);
  noor.hear(minute(4), huskOf(said), huskOf(edited), answer);
  for (const reader of [bob, noor]) {
    expect(rowOf(reader, said)).toMatchObject({ text: '', deleted: { by: 'author' }, reactions: [] });
    expect(rowOf(reader, answer)).toMatchObject({ reply: { id: said.id, text: '', gone: true } });
    expect(JSON.stringify(reader.timeline.rows())).not.toContain('secret');
  }
  expect(encodeRows(noor.timeline.rows())).toEqual(encodeRows(bob.timeline.rows()));
  expect(noor.timeline.count).toBe(2);
});

test('[ENT-6] a deleted message tells no more what it answered', () => {
  const alice = new Correspondent('alice');
  const said = alice.say('who knows?', minute(0));
  const answer = alice.say('I do', minute(1), said.id);
  alice.write({ t: 'delete', target: answer.id }, minute(2));
  expect(rowOf(alice, answer)).not.toHaveProperty('reply');
});

test('[T-55] what an order took comes back when it does not stand after all', () => {
  const [alice, bob] = [new Correspondent('alice'), new Correspondent('bob')];
  bob.rank = 'moderator';
  const said = alice.say('I was here', minute(0));
  bob.hear(minute(1), said);
  const deletion = bob.write({ t: 'delete', target: said.id }, minute(1));
  bob.timeline.replace([huskOf(said, 'moderator')]);
  bob.timeline.take(minute(2));
  expect(rowOf(bob, said)).toMatchObject({ deleted: { by: 'moderator' } });
  bob.timeline.withdraw([deletion.id]);
  bob.timeline.replace([said]);
  const { put } = bob.timeline.take(minute(3));
  expect(put).toMatchObject([{ id: said.id, text: 'I was here' }]);
});

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

test('[ENT-6] [TIM-6] whenever payloads go, come back, or entries turn out void, the rows are those of a fold from scratch', () => {
  const fate = fc.constantFrom('stays', 'stays', 'goes', 'goes and comes back', 'void', 'void and not');
  const fates = fc.array(fate, { minLength: 60, maxLength: 60 });
  fc.assert(
    fc.property(
      randomNetwork,
      fates,
      fc.array(fc.nat(4), { minLength: 60, maxLength: 60 }),
      ({ items, end }, fates, looks) => {
        const fold = timeline();
        const screen = follower(fold);
        const look = (at: number): void => {
          if (looks[at] === 0) screen.look(end);
        };
        items.forEach((item, at) => {
          fold.add(item);
          look(at);
        });
        const scratch: Item[] = [];
        items.forEach((item, at) => {
          const one = fates[at] ?? 'stays';
          if (one.startsWith('goes')) fold.replace([huskOf(item)]);
          if (one.startsWith('void')) fold.withdraw([item.id]);
          look(items.length - at);
          if (one === 'goes and comes back') fold.replace([item]);
          if (one !== 'void') scratch.push(one === 'goes' ? huskOf(item) : item);
        });
        items.forEach((item, at) => {
          if (fates[at] === 'void and not') fold.add(item);
        });
        screen.look(end);
        const anew = timeline();
        for (const item of scratch) anew.add(item);
        anew.take(end);
        expect(encodeRows(screen.rows())).toEqual(encodeRows(anew.rows()));
        expect(encodeRows(fold.rows())).toEqual(encodeRows(anew.rows()));
        expect(fold.count).toBe(anew.count);
      },
    ),
    { numRuns: 150 },
  );
});

test('[ENT-6] [CHA-5] what was deleted and then withdrawn by a cut is still deleted when it counts again', () => {
  const [alice, bob] = [new Correspondent('alice'), new Correspondent('bob')];
  const said = alice.say('a secret', minute(0));
  bob.hear(minute(1), said);
  bob.timeline.replace([huskOf(said)]);
  bob.timeline.take(minute(1));
  bob.timeline.withdraw([said.id]);
  bob.timeline.take(minute(2));
  expect(rowOf(bob, said)).toBeUndefined();
  expect(bob.timeline.restore(said.id, 'member')).toBe(true);
  bob.timeline.take(minute(3));
  expect(rowOf(bob, said)).toMatchObject({ text: '', deleted: { by: 'author' } });
  expect(bob.timeline.restore('nothing' as Item['id'], 'member')).toBe(false);
});
