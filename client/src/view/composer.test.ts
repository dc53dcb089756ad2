import { expect, test } from 'vitest';
import type { MessageRow } from '../engine/messages.ts';
import { ComposerView } from './composer.svelte.ts';

const row = (text: string): MessageRow => ({ id: 'e1', mine: true, text }) as unknown as MessageRow;

test('what is written is taken once, with the message it answers', () => {
  const composer = new ComposerView(' hello ');
  composer.startReply(row('before'));
  expect(composer.take()).toEqual({ is: 'send', text: 'hello', reply: 'e1' });
  expect(composer.take()).toBeUndefined();
  expect(composer.reply).toBeUndefined();
});

test('a draft waits while a message is changed, and comes back', () => {
  const composer = new ComposerView('half a thought');
  composer.startEdit(row('old'));
  expect([composer.text, composer.draft]).toEqual(['old', 'half a thought']);
  composer.text = 'new';
  expect(composer.take()).toEqual({ is: 'edit', text: 'new', target: 'e1' });
  expect(composer.text).toBe('half a thought');
});

test('a change that changes nothing is not sent', () => {
  const composer = new ComposerView('');
  composer.startEdit(row('same'));
  expect(composer.take()).toBeUndefined();
  expect(composer.edit).toBeUndefined();
});

test('cancelling ends the change or the answer, and says when there is neither', () => {
  const composer = new ComposerView('');
  composer.startEdit(row('old'));
  expect([composer.cancel(), composer.text, composer.cancel()]).toEqual([true, '', false]);
});
