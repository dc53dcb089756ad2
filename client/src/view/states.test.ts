import { expect, test } from 'vitest';
import type { IdentityId } from '#shared/ids.ts';
import type { MessageRow, Read, Receipts } from '../engine/messages/rows.ts';
import { berriesOf, stateInFull, stateOf, stateWords } from './states.ts';

const row = { order: 'k', slot: { segment: '2026-11', writer: 7, seq: 4 } } as unknown as MessageRow;
const receipts = (relay: number, members: Record<string, number>, read: Record<string, Read[]> = {}): Receipts => ({
  counts: { '2026-11/7': { relay, members, read } },
  others: 3,
});

const said = (given: Receipts | undefined): string => stateWords(stateOf(row, given));

test('[MRK-2] a message nobody acknowledged is saved here', () => {
  expect(said(undefined)).toBe('Saved here');
  expect(said(receipts(4, {}))).toBe('Saved here');
  expect(berriesOf(stateOf(row, undefined))).toBe(0);
});

test('[MRK-2] the relay having five entries has the one numbered four', () => {
  expect(said(receipts(5, { noor: 4 }))).toBe('On the relay');
  expect(berriesOf(stateOf(row, receipts(5, {})))).toBe(2);
});

test('[MRK-2] delivered counts members who have it, of all others', () => {
  expect(said(receipts(9, { noor: 5, ayo: 9, mei: 4 }))).toBe('Delivered to 2 of 3');
});

test('[MRK-2] while the relay has no copy for the rest, it is with those peers who have it', () => {
  expect(said(receipts(4, { noor: 5 }))).toBe('With 1 peer');
  expect(said(receipts(4, { noor: 5, ayo: 9 }))).toBe('With 2 peers');
  expect(berriesOf(stateOf(row, receipts(4, { noor: 5 })))).toBe(1);
  expect(said(receipts(4, { noor: 5, ayo: 9, mei: 5 }))).toBe('Delivered to 3 of 3');
});

test('[MRK-3] where devices do not tell, a message is on the relay, and no more is said', () => {
  expect(stateOf(row, { ...receipts(9, {}), off: true })).toEqual({ step: 'relay', to: [], of: 3, untold: true });
});

test('[MRK-2] read by who had it when they read as far, and by nobody else', () => {
  const all = { noor: 5, ayo: 9, mei: 5 };
  const read = (upTo: string, count: number): Read[] => [{ upTo, count }];
  const given = receipts(9, all, { noor: read('k', 5), ayo: read('j', 9), mei: read('z', 4) });
  expect(stateOf(row, given).by).toEqual(['noor']);
  expect(said(given)).toBe('Read by 1');
  expect(stateInFull(stateOf(row, given))).toBe('Delivered to 3 of 3, read by 1');
  expect(said(receipts(9, all, { ayo: read('j', 9) }))).toBe('Delivered to 3 of 3');
  expect(said(receipts(4, { noor: 5 }, { noor: read('z', 9) }))).toBe('Read by 1');
  expect(stateOf(row, receipts(9, {}, { noor: read('z', 9) })).by).toBeUndefined();
});

test('[MRK-2] who is no longer here is not counted, and what they had and read of it stays known', () => {
  const read = { noor: [{ upTo: 'k', count: 5 }], ayo: [{ upTo: 'k', count: 9 }] };
  const out = [{ identity: 'ayo' as IdentityId, name: 'Ayo' }];
  const both = stateOf(row, { ...receipts(9, { noor: 5, ayo: 9 }, read), others: 2, out });
  expect(stateInFull(both)).toBe('Delivered to 1 of 2, read by 1');
  expect(both.before).toEqual([{ identity: 'ayo', name: 'Ayo', hasRead: true }]);
  const gone = stateOf(row, { ...receipts(9, { ayo: 9 }, read), others: 0, out });
  expect(stateWords(gone)).toBe('On the relay');
  expect(gone.before?.length).toBe(1);
  expect(stateOf(row, { ...receipts(9, { ayo: 4 }, read), others: 0, out }).before).toBeUndefined();
});
