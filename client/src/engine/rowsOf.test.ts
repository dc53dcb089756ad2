import { expect, test } from 'vitest';
import type { EntryId, IdentityId, WriterId } from '#shared/ids.ts';
import { FLAGGED_MS } from '#shared/timeline/due.ts';
import type { TimelineMessage } from '#shared/timeline/rows.ts';
import { START, testId } from '#testing/writers.ts';
import { rowOf, type RowContext } from './rowsOf.ts';

const [me, bob] = [testId<IdentityId>('me'), testId<IdentityId>('bob')];
const id = testId<EntryId>('message');

const context: RowContext = {
  me,
  now: START,
  nameOf: (identity) => (identity === me ? 'Me' : 'Bob'),
  deleting: () => undefined,
  wayOf: () => undefined,
};

const message: TimelineMessage = {
  kind: 'message',
  order: 'order',
  id,
  slot: { segment: '2026-11', writer: 1 as WriterId, seq: 0 },
  author: bob,
  at: START,
  text: 'Hello',
  reactions: [],
};

test('a message gets its author’s name, and is marked as own when it is', () => {
  expect(rowOf(message, context)).toEqual({ ...message, name: 'Bob', mine: false });
  expect(rowOf({ ...message, author: me }, context)).toMatchObject({ name: 'Me', mine: true });
});

test('who was mentioned stays inside: no row is told of it', () => {
  expect(rowOf({ ...message, mentions: [me] }, context)).not.toHaveProperty('mentions');
});

test('reactions name people, and say whether one is one’s own', () => {
  const row = rowOf({ ...message, reactions: [{ emoji: '🍇', by: [bob, me] }] }, context);
  expect(row).toMatchObject({
    reactions: [
      {
        emoji: '🍇',
        mine: true,
        by: [
          { identity: bob, name: 'Bob' },
          { identity: me, name: 'Me' },
        ],
      },
    ],
  });
  const others = rowOf({ ...message, reactions: [{ emoji: '🍇', by: [bob] }] }, context);
  expect(others).toMatchObject({ reactions: [{ mine: false }] });
});

test('a quote says what is known of the message it answers', () => {
  const target = testId<EntryId>('target');
  const quote = (reply: NonNullable<TimelineMessage['reply']>) => rowOf({ ...message, reply }, context);
  expect(quote({ id: target, author: me, text: 'Well?' })).toMatchObject({
    reply: { id: target, name: 'Me', text: 'Well?' },
  });
  expect(quote({ id: target })).toMatchObject({ reply: { id: target, name: '', text: '' } });
  expect(quote({ id: target, author: me, gone: true })).toMatchObject({ reply: { gone: true, text: '' } });
});

test('a held delete shows until when it can be taken back', () => {
  const deleting = (asked: EntryId): number | undefined => (asked === id ? START + 6000 : undefined);
  expect(rowOf(message, { ...context, deleting })).toMatchObject({ deleting: START + 6000 });
  expect(rowOf(message, context)).not.toHaveProperty('deleting');
});

test('a message says by which way it came, where that was kept', () => {
  expect(rowOf(message, { ...context, wayOf: ({ seq }) => (seq === 0 ? 'friend' : 'relay') })).toMatchObject({
    way: 'friend',
  });
  expect(rowOf(message, context)).not.toHaveProperty('way');
});

test('[TIM-3] a clock far ahead is flagged', () => {
  expect(rowOf({ ...message, at: START + FLAGGED_MS + 1 }, context)).toMatchObject({ ahead: true });
  expect(rowOf({ ...message, at: START + FLAGGED_MS }, context)).not.toHaveProperty('ahead');
});

test('gaps and merges get names, and merges whose they are', () => {
  const at = { order: 'order', author: me, count: 2, at: START } as const;
  expect(rowOf({ kind: 'gap', ...at }, context)).toEqual({ kind: 'gap', ...at, name: 'Me' });
  const merge = { kind: 'merge', ...at, strand: 's', first: 'a', last: 'b', since: START } as const;
  expect(rowOf(merge, context)).toEqual({ ...merge, name: 'Me', mine: true });
});
