/** Accounts have a file of their own: it is the only one with e-mail addresses in it, and can be thrown away alone. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export const ACCOUNTS_FILE = 'accounts.sqlite';

export function openAccountsDatabase(folder: string): DatabaseSync {
  mkdirSync(folder, { recursive: true });
  const raw = new DatabaseSync(join(folder, ACCOUNTS_FILE));
  // What is deleted is gone from the file, not only from its tables (REL-3).
  raw.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000; pragma foreign_keys = on; pragma secure_delete = on',
  );
  return raw;
}
