/** What a headless device keeps, in one SQLite file: its store and its documents. For Node alone. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import type { Change, DeviceStore, Span, Table } from '#shared/ports/deviceStore.ts';
import { LeaseLost, StorageFull } from '#shared/ports/storageErrors.ts';

const SQLITE_FULL = 13;
/** Another process may be at the same file for a moment. */
const BUSY_MS = 5_000;

/** Opens the file, made if need be. What is committed is on the disk: others are told so (MRK-2). */
export function openSqlite(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  database.exec(`
    pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma busy_timeout = ${BUSY_MS};
    create table if not exists kept (place text, key text, value blob not null, primary key (place, key)) without rowid;
    create table if not exists updates (document text, bytes blob not null);
    create index if not exists updates_of on updates (document);
    create table if not exists lease (generation integer not null);
    insert into lease select 0 where not exists (select 1 from lease);
  `);
  return database;
}

/** Does `work` in a transaction, whole or not at all. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('begin immediate');
  try {
    const done = work();
    database.exec('commit');
    return done;
  } catch (error) {
    database.exec('rollback');
    const isFull = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL;
    throw isFull ? new StorageFull({ cause: error }) : error;
  }
}

export class SqliteStore implements DeviceStore {
  readonly #database: DatabaseSync;
  readonly #one: StatementSync;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  #claimed: number | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#one = database.prepare('select value from kept where place = ? and key = ?');
    this.#put = database.prepare('insert or replace into kept values (?, ?, ?)');
    this.#remove = database.prepare('delete from kept where place = ? and key = ?');
  }

  get(table: Table, key: string): Promise<unknown> {
    return Promise.resolve(valueOf(this.#one.get(table, key)));
  }

  range(table: Table, { from = '', to, limit, newest }: Span): Promise<readonly { key: string; value: unknown }[]> {
    const below = to === undefined ? '' : 'and key < ?';
    const bounds = to === undefined ? [table, from] : [table, from, to];
    const order = newest ? 'desc' : 'asc';
    const select = `select key, value from kept where place = ? and key >= ? ${below} order by key ${order} limit ?`;
    const rows = this.#database.prepare(select).all(...bounds, limit ?? -1);
    return Promise.resolve(rows.map((row) => ({ key: String(row['key']), value: valueOf(row) })));
  }

  async write(changes: readonly Change[]): Promise<void> {
    // As it stands at the call, whatever becomes of the value meanwhile.
    const rows = changes.map(({ table, key, value }) => ({
      table,
      key,
      value: value === undefined ? value : serialize(value),
    }));
    await Promise.resolve();
    if (rows.length === 0) return;
    inTransaction(this.#database, () => {
      if (this.#generation() !== this.#claimed) throw new LeaseLost();
      for (const { table, key, value } of rows)
        if (value) this.#put.run(table, key, value);
        else this.#remove.run(table, key);
    });
  }

  claim(): Promise<void> {
    this.#claimed = inTransaction(this.#database, () => {
      this.#database.exec('update lease set generation = generation + 1');
      return this.#generation();
    });
    return Promise.resolve();
  }

  /** The file stays open: its documents are in it as well. */
  close(): Promise<void> {
    this.#claimed = undefined;
    return Promise.resolve();
  }

  #generation(): number {
    return Number(this.#database.prepare('select generation from lease').get()?.['generation']);
  }
}

function valueOf(row: Record<string, unknown> | undefined): unknown {
  const value = row?.['value'];
  return value instanceof Uint8Array ? (deserialize(value) as unknown) : undefined;
}
