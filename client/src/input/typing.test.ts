import { expect, test } from 'vitest';
import { typed } from './typing.ts';

function press(
  key: string,
  more: Partial<Parameters<typeof typed>[0]> = {},
  state = { empty: true, cancels: false },
): string[] {
  const done: string[] = [];
  const event = {
    key,
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    isComposing: false,
    keyCode: 0,
    ...more,
  };
  const note = (what: string) => () => void done.push(what);
  const handled = typed(event, {
    empty: () => state.empty,
    send: note('send'),
    editLast: note('edit'),
    markRead: note('read'),
    cancel: () => (done.push('cancel'), state.cancels),
  });
  return handled ? done : ['typed'];
}

test('Enter sends, Shift Enter breaks the line', () => {
  expect(press('Enter')).toEqual(['send']);
  expect(press('Enter', { shiftKey: true })).toEqual(['typed']);
});

test('nothing is sent while an input method composes', () => {
  expect(press('Enter', { isComposing: true })).toEqual(['typed']);
  expect(press('Enter', { keyCode: 229 })).toEqual(['typed']);
});

test('Up changes the last own message only from an empty field', () => {
  expect(press('ArrowUp')).toEqual(['edit']);
  expect(press('ArrowUp', {}, { empty: false, cancels: false })).toEqual(['typed']);
});

test('Esc cancels, and with nothing to cancel marks all as read', () => {
  expect(press('Escape', {}, { empty: true, cancels: true })).toEqual(['cancel']);
  expect(press('Escape')).toEqual(['cancel', 'read']);
});
