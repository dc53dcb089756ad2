import type { Kysely } from 'kysely';

/** ENT-6. Both grow with what was deleted, and are read whole with their room. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('orders')
    .addColumn('document', 'integer', (column) => column.notNull())
    .addColumn('writer', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('device', 'text', (column) => column.notNull())
    .addColumn('order', 'text', (column) => column.notNull())
    .addColumn('due', 'integer')
    .addPrimaryKeyConstraint('orders_key', ['document', 'writer', 'seq', 'device'])
    .execute();
  await db.schema.createIndex('orders_due').on('orders').column('due').where('due', 'is not', null).execute();
  await db.schema
    .createTable('holes')
    .addColumn('document', 'integer', (column) => column.notNull())
    .addColumn('writer', 'integer', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('holes_key', ['document', 'writer', 'seq'])
    .execute();
}
