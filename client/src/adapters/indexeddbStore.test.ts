import 'fake-indexeddb/auto';
import { afterEach, expect, test, vi } from 'vitest';
import { deleteDB } from 'idb';
import { StorageBlocked, StorageFull, StorageGone, StorageNewer } from '#shared/ports/storageErrors.ts';
import { deviceStoreContract } from '#testing/deviceStoreContract.ts';
import { runContract } from '#testing/runContract.ts';
import { openDeviceDatabase } from './schema.ts';
import { openIndexeddbStore } from './indexeddbStore.ts';

let count = 0;
const fresh = (): string => `device ${count++}`;
const calm = { blocked: () => expect.unreachable(), gone: () => expect.unreachable() };

afterEach(() => vi.restoreAllMocks());

runContract('a store in IndexedDB', deviceStoreContract, () => {
  const name = fresh();
  return { open: () => openIndexeddbStore(calm, name) };
});

test('[T-43] a database deleted under us is told of, and every use of it fails clearly', async () => {
  const gone = vi.fn();
  const name = fresh();
  const store = await openIndexeddbStore({ ...calm, gone }, name);
  await store.claim();
  await deleteDB(name);
  expect(gone).toHaveBeenCalledWith(expect.any(StorageGone));
  await expect(store.get('rows', 'a')).rejects.toBeInstanceOf(StorageGone);
  await expect(store.write([{ table: 'rows', key: 'a', value: 1 }])).rejects.toBeInstanceOf(StorageGone);
});

test('[T-43] an older tab lets a newer version have the database, and says so', async () => {
  const gone = vi.fn();
  const name = fresh();
  await openIndexeddbStore({ ...calm, gone }, name);
  const newer = indexedDB.open(name, 99);
  await new Promise((resolve) => (newer.onsuccess = resolve));
  expect(gone).toHaveBeenCalledOnce();
  newer.result.close();
  await expect(openIndexeddbStore(calm, name)).rejects.toBeInstanceOf(StorageNewer);
});

test('[T-43] a tab that does not let go is named, and opening goes on once it does', async () => {
  const name = fresh();
  const old = await openRaw(name);
  const blocked = vi.fn();
  const opening = openDeviceDatabase({ ...calm, blocked }, name, 2);
  await vi.waitFor(() => expect(blocked).toHaveBeenCalledWith(expect.any(StorageBlocked)));
  old.close();
  expect((await opening).version).toBe(2);
});

test('[T-43] a full disk refuses the whole write', async () => {
  const store = await openIndexeddbStore(calm, fresh());
  await store.claim();
  await store.write([{ table: 'rows', key: 'a', value: 1 }]);
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
    throw new DOMException('no room', 'QuotaExceededError');
  });
  const change = [
    { table: 'rows', key: 'a', value: undefined },
    { table: 'rows', key: 'b', value: 1 },
  ] as const;
  await expect(store.write(change)).rejects.toBeInstanceOf(StorageFull);
  expect(await store.range('rows', {})).toEqual([{ key: 'a', value: 1 }]);
  await store.write(change);
  expect(await store.range('rows', {})).toEqual([{ key: 'b', value: 1 }]);
});

/** A connection of a version of the app that does not let go when asked to. */
function openRaw(name: string): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  return new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
}
