import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { nodeSqliteDialect } from './dialect.ts';
import { MIGRATIONS } from './migrations/all.ts';
import type { Schema } from './schema.ts';

export interface OpenDatabase {
  readonly raw: DatabaseSync;
  readonly kysely: Kysely<Schema>;
}

/** Indexes and what is written now; what was read long ago is as near in the system's own cache, and a relay has rooms by the thousand. */
const CACHE_KIB = 4 * 1024;

/** The database in `folder`, made and migrated as needed. Throws when it cannot be opened or a migration fails. */
export async function openDatabase(folder: string): Promise<OpenDatabase> {
  mkdirSync(folder, { recursive: true });
  const raw = new DatabaseSync(join(folder, 'relay.sqlite'));
  // FULL: a commit is on the disk when it returns, which is what an acknowledgement promises (REL-1).
  raw.exec(
    `pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000; pragma cache_size = -${CACHE_KIB};` +
      // ENT-6: what is deleted is overwritten where it lay. The journal is another matter: see worker.ts.
      ' pragma secure_delete = on',
  );
  const kysely = new Kysely<Schema>({ dialect: nodeSqliteDialect(raw) });
  const migrator = new Migrator({ db: kysely, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
  return { raw, kysely };
}
