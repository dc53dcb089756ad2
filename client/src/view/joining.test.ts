import { expect, test } from 'vitest';
import type { JoinProgress } from '../engine/messages/invites.ts';
import { stepsOf } from './joining.ts';

const now = new Date(2026, 10, 20).getTime();
const preview = { room: 'Repair café', inviter: 'Tomasz', expires: now + 2 * 86_400_000, members: 6 };
const names = (progress: Partial<JoinProgress>): string[] =>
  stepsOf({ link: 'l', preview, step: 'checking', ...progress }, now).map(
    (step) => `${step.done ? '✓ ' : ''}${step.name}`,
  );

test('each step of joining has its name and is ticked when done', () => {
  expect(names({ step: 'checking' })).toEqual(['Checking the invite']);
  expect(names({ step: 'checked' })).toEqual(['✓ Invite checked']);
  expect(names({ step: 'waiting' })).toEqual(['✓ Invite checked', 'Asked to come in']);
  expect(names({ step: 'fetching' })).toEqual(['✓ Invite checked', '✓ You are in', 'Fetching the room']);
});

test('each step says a fact', () => {
  expect(stepsOf({ link: 'l', step: 'checked', preview }, now)[0]?.fact).toBe('Signed by Tomasz, valid until Sunday');
  expect(stepsOf({ link: 'l', step: 'fetching', preview, fetched: { entries: 212, of: 480 } }, now)[2]).toMatchObject({
    fact: '212 of 480 messages',
    part: 212 / 480,
  });
});

test('where a person says yes, it says whose yes is waited for', () => {
  const waiting = { link: 'l', step: 'waiting', preview, waitingFor: 'Tomasz' } as const;
  expect(stepsOf(waiting, now)[1]?.fact).toContain('Tomasz to be online');
  expect(stepsOf({ ...waiting, isAsked: true }, now)[1]?.fact).toContain(
    'Tomasz, or whoever else lets people in, to say',
  );
});
