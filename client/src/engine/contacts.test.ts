import { beforeEach, describe, expect, test } from 'vitest';
import type { IdentityId } from '#shared/ids.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { ContactBook } from './contacts.ts';
import type { Notice } from './messages/port.ts';

const noor = testId<IdentityId>('noor');
const other = testId<IdentityId>('other');
const third = testId<IdentityId>('third');

let disk: MemoryDisk;
let book: ContactBook;
let told: Notice[];

async function restart(): Promise<void> {
  const store = memoryStore(disk);
  await store.claim();
  told = [];
  book = new ContactBook(store, (notice) => told.push(notice));
  await book.load();
}

beforeEach(async () => {
  disk = new MemoryDisk();
  await restart();
});

describe('[ID-5] who is verified', () => {
  test('is kept by identity, told at once, and there after a restart', async () => {
    await book.verify(noor, true, 7);
    expect(told.at(-1)).toEqual({ is: 'contacts', contacts: [{ identity: noor, verified: 7 }] });
    await restart();
    expect(told).toEqual([{ is: 'contacts', contacts: [{ identity: noor, verified: 7 }] }]);
  });

  test('is no longer once the words do not match', async () => {
    await book.verify(noor, true, 7);
    await book.verify(noor, false, 8);
    expect(book.all).toEqual([{ identity: noor }]);
  });
});

describe('[ID-4] [T-22] whose an account is', () => {
  test('is settled when it is first met; met again it is no news', async () => {
    await book.meet('noor', noor);
    const before = told.length;
    await book.meet('noor', noor);
    expect(book.all).toEqual([{ identity: noor, account: 'noor' }]);
    expect(told).toHaveLength(before);
  });

  test('another identity for it is a new person: not verified, and called out beside the one it replaces', async () => {
    await book.meet('noor', noor);
    await book.verify(noor, true, 7);
    await book.meet('noor', other);
    expect(book.all).toEqual([
      { identity: noor, account: 'noor', verified: 7 },
      { identity: other, account: 'noor', replaces: noor },
    ]);
  });

  test('the change is said once: told, the account is the new one’s, and what was verified stays with the old', async () => {
    await book.meet('noor', noor);
    await book.verify(noor, true, 7);
    await book.meet('noor', other);
    await book.told(other);
    await book.meet('noor', other);
    expect(book.all).toEqual([
      { identity: noor, verified: 7 },
      { identity: other, account: 'noor' },
    ]);
  });

  test('comparing the words with the new one answers it too', async () => {
    await book.meet('noor', noor);
    await book.meet('noor', other);
    await book.verify(other, true, 9);
    expect(book.all).toEqual([{ identity: noor }, { identity: other, account: 'noor', verified: 9 }]);
  });

  test('a second change before the first was seen is called out as well', async () => {
    await book.meet('noor', noor);
    await book.meet('noor', other);
    await book.meet('noor', third);
    expect(book.all.filter(({ replaces }) => replaces === noor).map(({ identity }) => identity)).toEqual([
      other,
      third,
    ]);
  });
});
