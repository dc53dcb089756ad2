import type { Page } from '@playwright/test';

/** Every record of every database of this browser, as text; bytes as hex. */
export const stored = (page: Page): Promise<string> =>
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
