import { expect, test } from 'vitest';
import { decode } from '#shared/cbor.ts';
import type { EntryId, IdentityId } from '#shared/ids.ts';
import { encodeBody, readBody } from './body.ts';
import type { TimelineOp } from './ops/timelineOp.ts';

const ID = 'A'.repeat(43);
const entry = ID as EntryId;
const identity = ID as IdentityId;
const prefix = (byte: number) => new Uint8Array(8).fill(byte);

function readBack(op: TimelineOp, seen: Uint8Array[] = []) {
  const body = decode(encodeBody(op, seen));
  return body.ok ? readBody(body.value) : body;
}

const everyOp: TimelineOp[] = [
  { t: 'message', text: 'Good morning' },
  {
    t: 'message',
    text: '',
    reply: entry,
    thread: entry,
    mentions: [identity],
    files: [{ size: 1 }],
    expires: 1_500_000_000_000,
  },
  { t: 'edit', target: entry, text: 'Good evening', mentions: [identity] },
  { t: 'delete', target: entry },
  { t: 'react', target: entry, emoji: '👍🏽', on: true },
  { t: 'profile', name: 'Noor', picture: Uint8Array.of(1, 2, 3) },
];

test.each(everyOp)('[TIM-4] what is written of $t is what is read', (op) => {
  const seen = [prefix(1), prefix(2)];
  expect(readBack(op, seen)).toEqual({ ok: true, value: { op, seen } });
});

test('[TIM-4] an unknown op is kept as it came', () => {
  const body = { t: 'poll', s: [], question: 'Lunch?' };
  expect(readBody(body)).toEqual({ ok: true, value: { op: { t: 'poll', question: 'Lunch?' }, seen: [] } });
  expect(readBody({ t: 'toString', s: [] }).ok).toBe(true);
});

test('[TIM-1] a body without its op or its heads, or with more than 8 of them, does not parse', () => {
  expect(readBody({ s: [] }).ok).toBe(false);
  expect(readBody({ t: 'message', text: 'x' }).ok).toBe(false);
  expect(readBody({ t: 'message', text: 'x', s: Array.from({ length: 9 }, prefix) }).ok).toBe(false);
  expect(readBody({ t: 'message', text: 'x', s: [new Uint8Array(7)] }).ok).toBe(false);
  for (const body of [undefined, null, 7, 'message', [], Uint8Array.of(1)]) expect(readBody(body).ok).toBe(false);
});

test('[TIM-7] limits are in bytes as UTF-8 and in counts', () => {
  const mentions = (count: number) => Array.from({ length: count }, () => identity);
  expect(readBack({ t: 'message', text: 'x'.repeat(16_384) }).ok).toBe(true);
  expect(readBack({ t: 'message', text: 'é'.repeat(8_193) }).ok).toBe(false);
  expect(readBack({ t: 'edit', target: entry, text: 'x'.repeat(16_385) }).ok).toBe(false);
  expect(readBack({ t: 'message', text: '', mentions: mentions(64) }).ok).toBe(true);
  expect(readBack({ t: 'message', text: '', mentions: mentions(65) }).ok).toBe(false);
  expect(readBack({ t: 'message', text: '', files: Array.from({ length: 17 }, () => 1) }).ok).toBe(false);
  expect(readBack({ t: 'react', target: entry, emoji: 'x'.repeat(65), on: true }).ok).toBe(false);
  expect(readBack({ t: 'profile', name: '' }).ok).toBe(false);
});

test('[ENT-3] unknown fields and ids of another length do not parse', () => {
  expect(readBody({ t: 'delete', s: [], target: new Uint8Array(31) }).ok).toBe(false);
  expect(readBody({ t: 'delete', s: [], target: new Uint8Array(32), why: 'x' }).ok).toBe(false);
});

test('[ENT-5] a 43-byte message citing two heads leaves a byte for padding to 96', () => {
  expect(encodeBody({ t: 'message', text: 'x'.repeat(43) }, [prefix(255), prefix(254)]).length).toBeLessThanOrEqual(95);
});
