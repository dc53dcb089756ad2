import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { DeviceId, EntryId, WriterId } from '#shared/ids.ts';
import { HuskBook, nothingGone } from '#shared/log/huskBook.ts';
import { testId } from '#testing/writers.ts';

beforeAll(cryptoReady);

test('[ENT-6] [LOG-7] what is ordered of entries that are not held, or beyond a stop, is in no digest until they are', () => {
  const id = testId<EntryId>('said');
  const order = { writer: 7 as WriterId, seq: 4, id, target: id, delete: testId<EntryId>('delete') };
  let held = 4;
  const book = new HuskBook();
  book.stopAt(() => held);
  book.take({ ...order, device: testId<DeviceId>('device'), signature: new Uint8Array(64) });
  expect(book.digest()).toEqual(nothingGone());
  held = 5;
  book.grew();
  expect(book.digest()).not.toEqual(nothingGone());
  expect(book.orders).toHaveLength(1);
});
