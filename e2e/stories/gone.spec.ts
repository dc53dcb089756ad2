import type { Page } from '@playwright/test';
import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

/** Every record of every database of this browser, as text; bytes as hex. */
const stored = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const asked = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('not read'));
      });
    const plain = (_key: string, value: unknown): unknown =>
      value instanceof Uint8Array ? Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('') : value;
    const parts: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await asked(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        parts.push(JSON.stringify(await asked(database.transaction(store).objectStore(store).getAll()), plain));
      database.close();
    }
    return parts.join('\n');
  });

/** That it leaves the files of the relay, sync-server/src/husks.test.ts shows. */
test('[ENT-6] a deleted message leaves the storage of every browser that had it', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.says('The password is persimmon');
  await ben.does('Reply', 'The password is persimmon');
  await ben.says('Please take that back');
  await ada.sees('Please take that back');
  expect(await stored(ada.page)).toContain('persimmon');
  await ada.does('Delete', 'The password is persimmon');
  await ben.seesNot('The password is persimmon');
  for (const person of [ada, ben])
    await expect.poll(() => stored(person.page), { timeout: 20_000 }).not.toContain('persimmon');
  await ben.reloads();
  await ben.sees('Please take that back');
  await ben.seesNot('persimmon');
});
