import { expect, test } from 'vitest';
import type { MessageRow } from '../engine/messages/rows.ts';
import { markOf, markShown } from './ways.ts';

const row = (more: Partial<MessageRow>): MessageRow => ({ mine: false, ...more }) as MessageRow;

test('others’ messages say by whom they came, unless straight or not known', () => {
  expect(markShown(row({ way: 'relay' }))).toMatchObject({ path: 'relay', say: 'via relay' });
  expect(markShown(row({ way: 'friend' }))).toMatchObject({ path: 'direct', say: 'via a friend' });
  expect(markShown(row({ way: 'own' }))).toMatchObject({ path: 'direct', say: 'via your other device' });
  expect(markShown(row({ way: 'straight' }))).toBeUndefined();
  expect(markShown(row({}))).toBeUndefined();
});

test('[TIM-5] what was written apart says that, however it came', () => {
  expect(markOf(row({ way: 'relay', strand: 's' }))).toBe('apart');
  expect(markOf(row({ mine: true, strand: 's', way: 'relay' }))).toBe('apart');
});

test('an own message says that it was written offline, and of others nobody says so', () => {
  expect(markOf(row({ mine: true, way: 'offline', strand: 's' }))).toBe('offline');
  expect(markOf(row({ mine: true, way: 'relay' }))).toBeUndefined();
  expect(markOf(row({ mine: true, way: 'straight' }))).toBeUndefined();
});
