import type { Kysely } from 'kysely';

/** LOG-8a: entries of forked charter lists that stand beside the list that is held. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('branches')
    .addColumn('room', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('entry', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('branches_key', ['room', 'id'])
    .execute();
}
