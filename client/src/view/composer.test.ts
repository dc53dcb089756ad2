import { expect, test } from 'vitest';
import type { EntryId } from '#shared/ids.ts';
import type { MessageRow } from '../engine/messages/rows.ts';
import { ComposerView } from './composer.svelte.ts';

const row = (text: string): MessageRow => ({ id: 'e1', mine: true, text }) as unknown as MessageRow;

test('what is written is taken once, with the message it answers', () => {
  const composer = new ComposerView({ text: ' hello ' });
  composer.startReply(row('before'));
  expect(composer.take()).toEqual({ is: 'send', text: 'hello', reply: 'e1' });
  expect(composer.take()).toBeUndefined();
  expect(composer.reply).toBeUndefined();
});

test('a draft waits while a message is changed, and comes back', () => {
  const composer = new ComposerView({ text: 'half a thought' });
  composer.startEdit(row('old'));
  expect(composer.text).toBe('old');
  expect(composer.draft).toEqual({ text: 'half a thought', edit: { target: 'e1', text: 'old' } });
  composer.text = 'new';
  expect(composer.take()).toEqual({ is: 'edit', text: 'new', target: 'e1' });
  expect(composer.text).toBe('half a thought');
});

test('a change that changes nothing is not sent', () => {
  const composer = new ComposerView();
  composer.startEdit(row('same'));
  expect(composer.take()).toBeUndefined();
  expect(composer.edit).toBeUndefined();
});

test('cancelling ends the change or the answer, and says when there is neither', () => {
  const composer = new ComposerView();
  composer.startEdit(row('old'));
  expect([composer.cancel(), composer.text, composer.cancel()]).toEqual([true, '', false]);
});

test('an answer or a change begun earlier is gone on with', () => {
  const answer = new ComposerView({ text: 'I think' });
  answer.resume({ text: 'I think', reply: 'e1' as EntryId }, row('before'), undefined);
  expect(answer.take()).toEqual({ is: 'send', text: 'I think', reply: 'e1' });
  const kept = { text: 'half a thought', edit: { target: 'e1' as EntryId, text: 'newer' } };
  const change = new ComposerView(kept);
  change.resume(kept, undefined, row('old'));
  expect(change.draft).toEqual(kept);
  expect(change.take()).toEqual({ is: 'edit', text: 'newer', target: 'e1' });
  expect(change.text).toBe('half a thought');
});

test('what could not be kept comes back as it was, and takes nothing from what was begun meanwhile', () => {
  const answer = new ComposerView({ text: 'hello' });
  answer.startReply(row('before'));
  const sent = answer.take();
  answer.text = 'and more';
  if (sent) answer.giveBack(sent);
  expect([answer.text, answer.reply?.id]).toEqual(['hello\nand more', 'e1']);
  const change = new ComposerView({ text: 'half a thought' });
  change.startEdit(row('old'));
  change.text = 'new';
  const changed = change.take();
  if (changed) change.giveBack(changed);
  expect(change.draft).toEqual({ text: 'half a thought', edit: { target: 'e1', text: 'new' } });
});
