import { expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { RoomUse } from './roomUse.ts';

const ROOM = 'A'.repeat(43) as RoomId;

function gate(): { readonly passed: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
}

test('what comes while a room is being closed waits until it is', async () => {
  const use = new RoomUse();
  const { passed, open } = gate();
  const said: string[] = [];
  const closing = use.closing(ROOM, async () => {
    await passed;
    said.push('closed');
  });
  const sending = use.during(ROOM, () => Promise.resolve(said.push('sent')));
  open();
  await Promise.all([closing, sending]);
  expect(said).toEqual(['closed', 'sent']);
});

test('a room something is under way in is not closed, until it is done', async () => {
  const use = new RoomUse();
  const { passed, open } = gate();
  let closed = 0;
  const close = (): Promise<void> => {
    closed++;
    return Promise.resolve();
  };
  const sending = use.during(ROOM, () => use.during(ROOM, () => passed));
  await use.closing(ROOM, close);
  expect(closed).toBe(0);
  open();
  await sending;
  await use.closing(ROOM, close);
  expect(closed).toBe(1);
});

test('a closing that fails is told to who asked for it, and holds up nobody', async () => {
  const use = new RoomUse();
  const closing = use.closing(ROOM, () => Promise.reject(new Error('the disk is full')));
  const sending = use.during(ROOM, () => Promise.resolve('sent'));
  await expect(closing).rejects.toThrow('the disk is full');
  expect(await sending).toBe('sent');
});
