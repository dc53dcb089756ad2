import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, expect, test, vi } from 'vitest';
import type { DocumentId } from '#shared/ids.ts';
import { StorageFull, StorageGone } from '#shared/ports/storageErrors.ts';
import { documentStoreContract } from '#testing/documentStoreContract.ts';
import { runContract } from '#testing/runContract.ts';
import { indexeddbDocuments } from './indexeddbDocuments.ts';
import { memoryDocuments, type MemoryLibrary } from './memoryDocuments.ts';

let count = 0;

runContract('documents in memory', documentStoreContract, () => {
  const library: MemoryLibrary = new Map();
  return { store: () => memoryDocuments(library) };
});

runContract('documents in IndexedDB', documentStoreContract, () => {
  const prefix = `library ${count++}/`;
  return {
    store: () =>
      indexeddbDocuments((_document, error) => {
        throw error;
      }, prefix),
  };
});

const DOCUMENT = 'room/2026-11' as DocumentId;

afterEach(() => vi.restoreAllMocks());

test('[T-43] an update the disk refused is told of, `flushed` rejects, and writes it again once there is room', async () => {
  const prefix = `library ${count++}/`;
  const failed = vi.fn();
  const stored = await indexeddbDocuments(failed, prefix).open(DOCUMENT);
  const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  stored.doc.getArray('w').push([1, 2]);
  await expect(stored.flushed()).rejects.toBeInstanceOf(StorageFull);
  await expect(stored.flushed()).rejects.toBeInstanceOf(StorageFull);
  expect(failed).toHaveBeenCalledWith(DOCUMENT, expect.any(StorageFull));
  add.mockRestore();
  await stored.flushed();
  const again = await indexeddbDocuments(failed, prefix).open(DOCUMENT);
  expect(again.doc.getArray('w').toArray()).toEqual([1, 2]);
});

test('[T-43] a database deleted under a document is told of, and the document goes on in memory', async () => {
  const prefix = `library ${count++}/`;
  const failed = vi.fn();
  const stored = await indexeddbDocuments(failed, prefix).open(DOCUMENT);
  await deleteDB(prefix + DOCUMENT);
  stored.doc.getArray('w').push([1]);
  await expect(stored.flushed()).rejects.toBeInstanceOf(StorageGone);
  expect(failed).toHaveBeenCalledWith(DOCUMENT, expect.any(StorageGone));
  expect(stored.doc.getArray('w').toArray()).toEqual([1]);
});

test('a store that will not open says so', async () => {
  vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('private mode', 'SecurityError');
  });
  await expect(indexeddbDocuments(vi.fn()).open(DOCUMENT)).rejects.toMatchObject({ code: 'storage-broken' });
});

test('updates are pressed into one now and then, and what others wrote meanwhile stays', async () => {
  const prefix = `library ${count++}/`;
  const stored = await indexeddbDocuments(vi.fn(), prefix).open(DOCUMENT);
  for (let update = 0; update < 1_100; update++) stored.doc.getArray('w').push([update]);
  await stored.flushed();
  const robbed = await indexeddbDocuments(vi.fn(), prefix).open(DOCUMENT);
  robbed.doc.getArray('robbed').push([7]);
  await robbed.flushed();
  for (let update = 0; update < 600; update++) stored.doc.getArray('w').push([update]);
  await stored.close();
  expect(await updatesKept(prefix + DOCUMENT)).toBeLessThan(600);
  const again = await indexeddbDocuments(vi.fn(), prefix).open(DOCUMENT);
  expect([again.doc.getArray('w').length, again.doc.getArray('robbed').length]).toEqual([1_700, 1]);
});

async function updatesKept(name: string): Promise<number> {
  const database = await openDB(name);
  const kept = await database.count('updates');
  database.close();
  return kept;
}
