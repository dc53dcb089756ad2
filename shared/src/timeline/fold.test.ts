import { expect, test } from 'vitest';
import { closed, Correspondent, timeline } from '#testing/correspondent.ts';
import type { Item } from './item.ts';
import { prefixOf } from './prefix.ts';
import type { TimelineMessage, TimelineRow } from './rows.ts';

const NINE = Date.UTC(2026, 9, 5, 9);
const minute = (count: number) => NINE + count * 60_000;

const texts = (rows: readonly TimelineRow[]) =>
  rows.map((row) =>
    row.kind === 'message' ? row.text : row.kind === 'gap' ? `(${row.count} closed)` : `[${row.count} joined]`,
  );

const messages = (rows: readonly TimelineRow[]) => rows.filter((row): row is TimelineMessage => row.kind === 'message');

function people() {
  return { alice: new Correspondent('alice'), bob: new Correspondent('bob'), noor: new Correspondent('noor') };
}

function rowOf({ timeline }: Correspondent, { id }: Item): TimelineMessage {
  const row = timeline.row(id);
  if (row?.kind !== 'message') throw new Error('not a message');
  return row;
}

test('[TIM-2] rows stand in the order of (hlc, id), whoever hears them when', () => {
  const { alice, bob } = people();
  const one = alice.say('one', minute(0));
  const two = bob.say('two', minute(1));
  const three = alice.say('three', minute(2));
  alice.hear(minute(3), two);
  bob.hear(minute(3), one, three);
  expect(texts(alice.timeline.rows()).filter((text) => !text.startsWith('['))).toEqual(['one', 'two', 'three']);
  expect(bob.timeline.rows()).toEqual(alice.timeline.rows());
});

test("[TIM-2] an entry whose clock stood still, or whose month is not its document's, is void; the next is not", () => {
  const { alice, bob } = people();
  const one = alice.say('one', minute(0));
  const two = alice.say('two', minute(1));
  const three = alice.say('three', minute(2));
  const stuck = { ...two, hlc: one.hlc };
  bob.hear(minute(3), one, stuck, { ...three, seq: 3 });
  expect(texts(bob.timeline.rows())).toEqual(['one', 'three']);
  const { noor } = people();
  noor.hear(minute(3), one, { ...two, segment: '2026-11' });
  expect(texts(noor.timeline.rows())).toEqual(['one']);
});

test('[TIM-3] an entry more than two minutes ahead is held, not cited, not merged into the clock, until it is due', () => {
  const { alice, bob } = people();
  const ahead = alice.say('from the future', minute(10));
  expect(bob.hear(minute(0), ahead).put).toEqual([]);
  expect(bob.timeline.seenFor(ahead.writer, ahead.segment)).toEqual([]);
  expect(bob.timeline.latest).toBeUndefined();
  expect(bob.timeline.nextDue()).toBe(minute(8));
  expect(bob.timeline.held(minute(0))).toMatchObject([{ id: ahead.id, flagged: false }]);
  expect(bob.timeline.isDueWhole(minute(0))).toBe(false);
  const now = bob.say('now', minute(1));
  expect(now.hlc.ms).toBe(minute(1));
  expect(texts(bob.timeline.take(minute(8)).put)).toContain('from the future');
  expect(bob.timeline.nextDue()).toBeUndefined();
  expect(bob.timeline.isDueWhole(minute(8))).toBe(true);
});

test("[TIM-3] [T-56] an entry weeks ahead is flagged and makes nobody else's void", () => {
  const { alice, bob, noor } = people();
  const ahead = alice.say('from next month', minute(60 * 24 * 20));
  noor.hear(minute(0), ahead, bob.say('one', minute(0)), bob.say('two', minute(1)));
  expect(texts(noor.timeline.rows())).toEqual(['one', 'two']);
  expect(noor.timeline.held(minute(1))).toMatchObject([{ identity: alice.identity, flagged: true }]);
});

test('[TIM-4] the newest edit by the author stands, on whichever device; all texts are kept', () => {
  const { alice, bob } = people();
  const phone = new Correspondent('alice', 'phone');
  const said = alice.say('helo', minute(0));
  const first = alice.write({ t: 'edit', target: said.id, text: 'hello' }, minute(1));
  phone.hear(minute(2), said, first);
  const second = phone.write({ t: 'edit', target: said.id, text: 'hello!' }, minute(3));
  const forged = bob.write({ t: 'edit', target: said.id, text: 'bye' }, minute(4));
  bob.hear(minute(5), second, said, first, forged);
  expect(rowOf(bob, said)).toMatchObject({
    text: 'hello!',
    versions: [
      { at: minute(0), text: 'helo' },
      { at: minute(1), text: 'hello' },
    ],
  });
});

test('[TIM-4] a delete by the author or a moderator wins over any edit, and takes reactions with it', () => {
  const { alice, bob, noor } = people();
  const said = alice.say('oops', minute(0));
  const late = [
    alice.write({ t: 'edit', target: said.id, text: 'never mind' }, minute(3)),
    bob.write({ t: 'react', target: said.id, emoji: '👀', on: true }, minute(1)),
    bob.write({ t: 'delete', target: said.id }, minute(2)),
  ];
  noor.hear(minute(5), said, ...late);
  expect(rowOf(noor, said)).toMatchObject({ text: 'never mind', reactions: [{ emoji: '👀' }] });
  bob.rank = 'moderator';
  noor.hear(minute(5), bob.write({ t: 'delete', target: said.id }, minute(4)));
  expect(rowOf(noor, said)).toMatchObject({ text: '', deleted: { by: 'moderator' }, reactions: [] });
  expect(rowOf(noor, said)).not.toHaveProperty('versions');
  noor.hear(minute(5), alice.write({ t: 'delete', target: said.id }, minute(5)));
  expect(rowOf(noor, said).deleted).toEqual({ by: 'author' });
  expect(noor.timeline.count).toBe(1);
});

test('[TIM-4] reactions are a set of each identity: the newest word on each emoji stands', () => {
  const { alice, bob } = people();
  const said = alice.say('lunch?', minute(0));
  const words = [true, false, true].map((on, i) =>
    alice.write({ t: 'react', target: said.id, emoji: '👍', on }, minute(i + 1)),
  );
  const bobs = bob.write({ t: 'react', target: said.id, emoji: '👍', on: true }, minute(2));
  const heart = bob.write({ t: 'react', target: said.id, emoji: '❤️', on: true }, minute(3));
  bob.hear(minute(9), said, ...words.slice(0, 2));
  expect(rowOf(bob, said).reactions).toEqual([
    { emoji: '👍', by: [bob.identity] },
    { emoji: '❤️', by: [bob.identity] },
  ]);
  bob.hear(minute(9), ...words.slice(2), bobs, heart);
  expect(rowOf(bob, said).reactions[0]).toEqual({ emoji: '👍', by: [bob.identity, alice.identity] });
});

test("[TIM-7] of one identity's reactions on a message the first 20 that stand count", () => {
  const { alice } = people();
  const said = alice.say('many feelings', minute(0));
  const emoji = Array.from({ length: 22 }, (_, i) => `e${i}`);
  emoji.forEach((one, i) => alice.write({ t: 'react', target: said.id, emoji: one, on: true }, minute(i + 1)));
  expect(rowOf(alice, said).reactions.map((reaction) => reaction.emoji)).toEqual(emoji.slice(0, 20));
  alice.write({ t: 'react', target: said.id, emoji: 'e0', on: false }, minute(30));
  expect(rowOf(alice, said).reactions.map((reaction) => reaction.emoji)).toEqual(emoji.slice(1, 21));
});

test('[TIM-4] a reply quotes what it replies to as that is now, once it is here', () => {
  const { alice, bob, noor } = people();
  const said = alice.say('are you  in?', minute(0));
  bob.hear(minute(1), said);
  const reply = bob.say('yes', minute(1), said.id);
  noor.hear(minute(2), reply);
  expect(rowOf(noor, reply).reply).toEqual({ id: said.id });
  noor.hear(minute(2), said);
  expect(rowOf(noor, reply).reply).toEqual({ id: said.id, author: alice.identity, text: 'are you in?' });
  noor.hear(minute(3), alice.write({ t: 'edit', target: said.id, text: 'are you out?' }, minute(2)));
  expect(rowOf(noor, reply).reply?.text).toBe('are you out?');
  const { put } = noor.hear(minute(4), alice.write({ t: 'delete', target: said.id }, minute(3)));
  expect(put).toHaveLength(2);
  expect(rowOf(noor, reply).reply).toEqual({ id: said.id, author: alice.identity, text: '', gone: true });
});

test('[TIM-4] an op whose target lies in a segment not loaded waits until it is', () => {
  const { alice, bob } = people();
  const october = Date.UTC(2026, 9, 31, 23, 59);
  const said = alice.say('boo', october);
  const edit = alice.write({ t: 'edit', target: said.id, text: 'boo!' }, october + 120_000);
  expect(edit.segment).toBe('2026-11');
  expect(bob.hear(october + 180_000, edit).put).toEqual([]);
  bob.hear(october + 180_000, said);
  expect(rowOf(bob, said).text).toBe('boo!');
});

test('[TIM-4] profiles: the newest stands, in all and in each segment', () => {
  const { alice, bob } = people();
  const october = alice.write({ t: 'profile', name: 'Alice' }, minute(0));
  const november = alice.write({ t: 'profile', name: 'Alicia' }, Date.UTC(2026, 10, 2));
  expect(bob.hear(Date.UTC(2026, 10, 3), november, october).renamed).toEqual([alice.identity]);
  expect(bob.timeline.profiles().get(alice.identity)?.name).toBe('Alicia');
  expect(bob.timeline.profiles('2026-10').get(alice.identity)?.name).toBe('Alice');
});

test('[ENT-3] entries of one author that do not open are one gap, parted by what stands between, filled as they open', () => {
  const { alice, bob, noor } = people();
  const said = [0, 1, 2, 3].map((i) => alice.say(`a${i}`, minute(0) + i));
  const react = alice.write(
    { t: 'react', target: said[0]?.id ?? bob.say('', 0).id, emoji: '👍', on: true },
    minute(0) + 4,
  );
  noor.hear(minute(1), ...said.map(closed), closed(react));
  expect(texts(noor.timeline.rows())).toEqual(['(5 closed)']);
  const between = { ...bob.say('b', minute(0) + 1) };
  noor.hear(minute(1), { ...between, hlc: { ms: minute(0) + 1, counter: 9 } });
  expect(texts(noor.timeline.rows())).toEqual(['(2 closed)', 'b', '(3 closed)']);
  for (const item of [react, ...said].toReversed())
    if (item.body && item !== said[1]) noor.timeline.open(item.id, item.body);
  expect(noor.timeline.take(minute(1)).gone).toEqual([]);
  expect(texts(noor.timeline.rows())).toEqual(['a0', '(1 closed)', 'b', 'a2', 'a3']);
  expect(rowOf(noor, said[0] ?? react).reactions).toHaveLength(1);
});

test('[TIM-5] what one wrote away from a group is a strand, joined by a card where it was first seen', () => {
  const { alice, bob, noor } = people();
  const group: Item[] = [];
  const talk = (who: Correspondent, text: string, at: number) => {
    const item = who.say(text, minute(at));
    for (const other of [alice, bob]) other.hear(minute(at), item);
    group.push(item);
  };
  talk(alice, 'hello', 0);
  noor.hear(minute(0), ...group);
  talk(bob, 'hi', 1);
  talk(alice, 'how are you', 2);
  const away = [3, 4, 5].map((at) => noor.say(`tunnel ${at}`, minute(at)));
  talk(bob, 'fine', 6);
  noor.hear(minute(7), ...group);
  for (const item of away) for (const other of [alice, bob]) other.hear(minute(7), item);
  talk(alice, 'welcome back', 8);
  noor.hear(minute(9), ...group);

  expect(texts(alice.timeline.rows())).toEqual([
    'hello',
    'hi',
    'how are you',
    'tunnel 3',
    'tunnel 4',
    'tunnel 5',
    'fine',
    'welcome back',
    '[3 joined]',
  ]);
  expect(alice.timeline.rows().at(-1)).toMatchObject({ author: noor.identity, since: minute(3), at: minute(8) });
  const strands = messages(alice.timeline.rows()).map((row) => row.strand !== undefined);
  expect(strands).toEqual([false, false, false, true, true, true, false, false]);
  expect(noor.timeline.rows()).toEqual(alice.timeline.rows());
});

test('[TIM-5] two who were apart are late to each other; a strand nobody has seen yet joins at its end', () => {
  const { alice, bob } = people();
  bob.hear(minute(0), alice.say('before', minute(0)));
  const alices = [alice.say('a1', minute(1)), alice.say('a2', minute(4))];
  bob.say('b1', minute(2));
  bob.say('b2', minute(5));
  bob.hear(minute(6), ...alices);
  expect(texts(bob.timeline.rows())).toEqual(['before', 'a1', 'b1', 'a2', '[1 joined]', 'b2', '[2 joined]']);
  bob.say('there you are', minute(7));
  expect(texts(bob.timeline.rows())).toEqual([
    'before',
    'a1',
    'b1',
    'a2',
    'b2',
    'there you are',
    '[2 joined]',
    '[1 joined]',
  ]);
});

test('[TIM-5] an entry put back in time makes nothing late of people who were in touch', () => {
  const { alice, bob, noor } = people();
  const mallory = noor.say('I said this first', minute(0));
  const talk = [1, 2, 3, 4, 5, 6].map((at) => {
    const [who, other] = at % 2 ? [alice, bob] : [bob, alice];
    const item = who.say(`${at}`, minute(at));
    other.hear(minute(at), item);
    return item;
  });
  const before = alice.timeline.rows();
  alice.hear(minute(7), mallory);
  expect(
    alice.timeline
      .rows()
      .slice(1)
      .filter((row) => row.kind === 'merge' || (row.kind === 'message' && row.strand)),
  ).toHaveLength(2);
  expect(before).toHaveLength(talk.length);
});

test('[TIM-5] who wrote what does not open is not taken to have missed anything before it', () => {
  const { alice, bob, noor } = people();
  const one = alice.say('one', minute(0));
  bob.hear(minute(0), one);
  const two = bob.say('two', minute(2));
  const three = bob.say('three', minute(3));
  noor.hear(minute(4), one, closed(two), three);
  expect(noor.timeline.rows().some((row) => row.kind === 'merge')).toBe(false);
});

test('[TIM-1] a writer cites at most 8 heads it has not seen, those it would miss longest first, then the rest', () => {
  const { noor } = people();
  const others = Array.from({ length: 10 }, (_, i) => new Correspondent(`other ${i}`).say(`${i}`, minute(i)));
  noor.hear(minute(10), ...others.toReversed());
  const prefixes = others.map(({ id }) => prefixOf(id));
  expect(noor.say('so many', minute(10)).body?.seen).toEqual(prefixes.slice(0, 8));
  expect(noor.say('and you', minute(10)).body?.seen).toEqual(prefixes.slice(8));
  expect(noor.say('nothing new', minute(10)).body?.seen).toEqual([]);
});

test('an entry heard twice is one', () => {
  const { alice, bob } = people();
  const one = alice.say('one', minute(0));
  bob.hear(minute(0), one, one);
  expect(bob.hear(minute(0), one).put).toEqual([]);
  expect(bob.timeline.count).toBe(1);
  expect(timeline().rows()).toEqual([]);
});

test("[TIM-4] a book holds the newest word on each name, in whatever order they come; nobody writes in another's", () => {
  const { alice, bob } = people();
  const phone = new Correspondent('alice', 'phone');
  const value = (text: string) => new TextEncoder().encode(text);
  const first = alice.write({ t: 'keep', key: 'room/a', value: value('one') }, minute(0));
  const other = alice.write({ t: 'keep', key: 'room/b', value: value('b') }, minute(1));
  const newer = phone.write({ t: 'keep', key: 'room/a', value: value('two') }, minute(2));
  const gone = phone.write({ t: 'keep', key: 'room/b' }, minute(3));
  const foreign = bob.write({ t: 'keep', key: 'room/a', value: value('mine') }, minute(4));
  const items = [first, other, newer, gone, foreign];
  for (const order of [items, items.toReversed()]) {
    const folded = timeline();
    // Each writer's own come in the order of its list.
    for (const item of order.toSorted((a, b) => (a.writer === b.writer ? a.seq - b.seq : 0))) folded.add(item);
    folded.take(minute(5));
    expect([...folded.kept(alice.identity)]).toEqual([['room/a', value('two')]]);
    expect([...folded.kept(bob.identity)]).toEqual([['room/a', value('mine')]]);
  }
});

test('[TIM-4] calls into a conversation of two stand by themselves, in order; they are no rows', () => {
  const { alice, bob } = people();
  const boxes = (fill: number) => [new Uint8Array(96).fill(fill)];
  const first = alice.write({ t: 'call', boxes: boxes(1) }, minute(0));
  const second = bob.write({ t: 'call', boxes: boxes(2) }, minute(1));
  const folded = timeline();
  for (const item of [second, first]) folded.add(item);
  folded.take(minute(2));
  expect(folded.calls.all().map(({ by, boxes: [box] }) => [by, box?.[0]])).toEqual([
    [alice.identity, 1],
    [bob.identity, 2],
  ]);
  expect(folded.rows()).toEqual([]);
});
