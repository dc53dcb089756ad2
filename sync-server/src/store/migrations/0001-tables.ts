import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('documents')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('room', 'text', (column) => column.notNull())
    .addColumn('segment', 'text', (column) => column.notNull())
    .addUniqueConstraint('documents_room_segment', ['room', 'segment'])
    .execute();
  await db.schema
    .createTable('writers')
    .addColumn('document', 'integer', (column) => column.notNull())
    .addColumn('writer', 'integer', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('head', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('writers_key', ['document', 'writer'])
    .execute();
  // A row is up to some 200 KB: rows live beside their key's index, not inside it.
  await db.schema
    .createTable('stretches')
    .addColumn('document', 'integer', (column) => column.notNull())
    .addColumn('writer', 'integer', (column) => column.notNull())
    .addColumn('first', 'integer', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('structs', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('stretches_key', ['document', 'writer', 'first'])
    .execute();
  await db.schema
    .createTable('markers')
    .addColumn('room', 'text', (column) => column.notNull())
    .addColumn('device', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('frame', 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('markers_key', ['room', 'device'])
    .execute();
  await db.schema
    .createTable('requests')
    .addColumn('room', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('request', 'blob', (column) => column.notNull())
    .addColumn('expires', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('requests_key', ['room', 'hash'])
    .execute();
}
