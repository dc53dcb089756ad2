/** Random histories of a room, with everything in them that the fold's order could depend on. */
import * as fc from 'fast-check';
import type { Item } from '#shared/timeline/item.ts';
import type { TimelineOp, UnknownOp } from '#shared/timeline/ops/timelineOp.ts';
import { prefixOf } from '#shared/timeline/prefix.ts';
import { Correspondent } from './correspondent.ts';

/** Ten minutes before a month ends: histories run from one segment into the next. */
export const BEGIN = Date.UTC(2026, 9, 31, 23, 50);

const step = fc.record({
  who: fc.nat(4),
  seconds: fc.nat(100),
  /** Whom the writer hears from before writing, as bits. */
  hears: fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: fc.nat(31) },
    { weight: 1, arbitrary: fc.constant(31) },
  ),
  op: fc.constantFrom(
    'message',
    'message',
    'message',
    'reply',
    'edit',
    'delete',
    'react',
    'react',
    'profile',
    'unknown',
  ),
  target: fc.nat(),
  emoji: fc.constantFrom('👍', '❤️', '😂'),
  on: fc.boolean(),
  moderator: fc.nat(5).map((n) => n === 0),
  collides: fc.nat(7).map((n) => n === 0),
  /** What is wrong with the entry, if anything. */
  wrong: fc.oneof(
    { weight: 12, arbitrary: fc.constant('' as const) },
    { weight: 1, arbitrary: fc.constantFrom('clock', 'month', 'cites') },
  ),
});

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

export interface Network {
  readonly items: readonly Item[];
  /** Latest clock of anyone, ms UTC. */
  readonly end: number;
}

/** Two devices of one person, three people more; clocks up to five minutes off, one perhaps by a day. */
export const randomNetwork = fc
  .record({
    steps: fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
    skews: fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 5, maxLength: 5 }),
    wrongDay: fc.nat(9).map((n) => n === 0),
  })
  .map(({ steps, skews, wrongDay }): Network => {
    const devices = ['alice', 'bob', 'carol', 'dana'].map((name) => new Correspondent(name));
    devices.push(new Correspondent('alice', 'phone'));
    const items: Item[] = [];
    let now = BEGIN;
    for (const one of steps) {
      now += one.seconds * 1000;
      const device = devices[one.who];
      const skew = (skews[one.who] ?? 0) * 1000 + (wrongDay && one.who === 3 ? 86_400_000 : 0);
      if (device) items.push(spoil(one, perform(one, device, devices, items, now + skew), items));
    }
    return { items, end: now + 300_000 };
  });

function perform(
  one: Step,
  device: Correspondent,
  devices: readonly Correspondent[],
  items: readonly Item[],
  clock: number,
): Item {
  const heard = devices.filter((_, bit) => (one.hears >> bit) & 1);
  device.hear(clock, ...heard.flatMap(({ known }) => known));
  device.rank = one.moderator ? 'moderator' : 'member';
  device.prefix = one.collides ? 'colliding012' : '';
  return device.write(opOf(one, items), clock);
}

function opOf(one: Step, items: readonly Item[]): TimelineOp | UnknownOp {
  const target = items[one.target % Math.max(1, items.length)]?.id;
  const text = `${one.seconds} ${one.target % 100}`;
  if (one.op === 'profile') return { t: 'profile', name: text };
  if (one.op === 'unknown') return { t: 'poll' };
  if (one.op === 'message' || !target) return { t: 'message', text };
  if (one.op === 'reply') return { t: 'message', text, reply: target };
  if (one.op === 'edit') return { t: 'edit', target, text };
  if (one.op === 'delete') return { t: 'delete', target };
  return { t: 'react', target, emoji: one.emoji, on: one.on };
}

/** What a hostile writer might have done instead. */
function spoil(one: Step, item: Item, items: readonly Item[]): Item {
  const any = items[one.target % Math.max(1, items.length)];
  if (one.wrong === 'clock' && any) return { ...item, hlc: any.hlc };
  if (one.wrong === 'month') return { ...item, segment: '2026-09' };
  if (one.wrong !== 'cites' || !item.body || !any) return item;
  return { ...item, body: { ...item.body, seen: [prefixOf(item.id), prefixOf(any.id), new Uint8Array(8)] } };
}
