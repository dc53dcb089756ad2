import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { deviceStoreContract } from '#testing/deviceStoreContract.ts';
import { documentStoreContract } from '#testing/documentStoreContract.ts';
import { runContract } from '#testing/runContract.ts';
import { sqliteDocuments } from './sqliteDocuments.ts';
import { openSqlite, SqliteStore } from './sqliteStore.ts';

const folder = mkdtempSync(join(tmpdir(), 'grapevine-sqlite-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;

/** Each a connection of its own to the same file, as another process would have. */
runContract('a store in SQLite', deviceStoreContract, () => {
  const path = join(folder, `store ${count++}.sqlite`);
  return { open: () => Promise.resolve(new SqliteStore(openSqlite(path))) };
});

runContract('documents in SQLite', documentStoreContract, () => {
  const path = join(folder, `documents ${count++}.sqlite`);
  return { store: () => sqliteDocuments(openSqlite(path)) };
});
