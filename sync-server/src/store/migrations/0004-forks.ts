import type { Kysely } from 'kysely';

/** LOG-8: proofs of forks, the lowest of each writer. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('forks')
    .addColumn('room', 'text', (column) => column.notNull())
    .addColumn('segment', 'text', (column) => column.notNull())
    .addColumn('writer', 'integer', (column) => column.notNull())
    .addColumn('proof', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('forks_key', ['room', 'segment', 'writer'])
    .execute();
}
