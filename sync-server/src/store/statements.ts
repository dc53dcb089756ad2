/**
 * The queries of the store, typed by Kysely and compiled once. They run prepared and synchronously, since a transaction
 * must not be interleaved with anything and the worker has nothing else to do. Values given here are stand-ins:
 * parameters are passed in the order in which they appear in the query.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Compilable, Kysely } from 'kysely';
import type { OpenDatabase } from './openDatabase.ts';
import type { Schema } from './schema.ts';

export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements({ raw, kysely }: OpenDatabase) {
  return {
    ...entryStatements(raw, kysely),
    ...roomStatements(raw, kysely),
    ...besideStatements(raw, kysely),
    ...huskStatements(raw, kysely),
  };
}

const NONE = new Uint8Array();
const prepare = (raw: DatabaseSync, query: Compilable): StatementSync => raw.prepare(query.compile().sql);

function entryStatements(raw: DatabaseSync, db: Kysely<Schema>) {
  const range = db
    .selectFrom('stretches')
    .where('document', '=', 0)
    .where('writer', '=', 0)
    .where('first', '>=', 0)
    .where('first', '<', 0);
  return {
    /** document, writer, first, count, structs */
    putStretch: prepare(
      raw,
      db.insertInto('stretches').values({ document: 0, writer: 0, first: 0, count: 0, structs: NONE }),
    ),
    /** document, writer, least first, first to stop before */
    stretches: prepare(raw, range.select(['first', 'count', 'structs']).orderBy('first')),
    /** document, writer, least first, first to stop before */
    dropStretches: prepare(
      raw,
      db
        .deleteFrom('stretches')
        .where('document', '=', 0)
        .where('writer', '=', 0)
        .where('first', '>=', 0)
        .where('first', '<', 0),
    ),
    /** document, writer, count, head */
    putWriter: prepare(raw, db.insertInto('writers').values({ document: 0, writer: 0, count: 0, head: '' })),
    /** count, head, document, writer, count before */
    advanceWriter: prepare(
      raw,
      db
        .updateTable('writers')
        .set({ count: 0, head: '' })
        .where('document', '=', 0)
        .where('writer', '=', 0)
        .where('count', '=', 0),
    ),
  };
}

function roomStatements(raw: DatabaseSync, db: Kysely<Schema>) {
  return {
    /** number, room, segment */
    putDocument: prepare(raw, db.insertInto('documents').values({ number: 0, room: '', segment: '' })),
    lastDocument: prepare(
      raw,
      db.selectFrom('documents').select((row) => row.fn.max('number').as('last')),
    ),
    /** room */
    documents: prepare(
      raw,
      db.selectFrom('documents').select(['number', 'segment']).where('room', '=', '').orderBy('segment'),
    ),
    /** document */
    writers: prepare(raw, db.selectFrom('writers').select(['writer', 'count', 'head']).where('document', '=', 0)),
  };
}

function huskStatements(raw: DatabaseSync, db: Kysely<Schema>) {
  return {
    /** document, writer, seq, device, order, due */
    putOrder: prepare(
      raw,
      db
        .insertInto('orders')
        .values({ document: 0, writer: 0, seq: 0, device: '', order: '', due: null })
        .onConflict((conflict) =>
          conflict
            .columns(['document', 'writer', 'seq', 'device'])
            .doUpdateSet((row) => ({ order: row.ref('excluded.order'), due: row.ref('excluded.due') })),
        ),
    ),
    /** document */
    orders: prepare(
      raw,
      db.selectFrom('orders').select(['writer', 'seq', 'device', 'order', 'due']).where('document', '=', 0),
    ),
    /** least due that is not */
    dueOrders: prepare(
      raw,
      db
        .selectFrom('orders')
        .innerJoin('documents', 'documents.number', 'orders.document')
        .select(['room'])
        .distinct()
        .where('due', '<', 0),
    ),
    /** document, writer, seq */
    putHole: prepare(
      raw,
      db
        .insertInto('holes')
        .values({ document: 0, writer: 0, seq: 0 })
        .onConflict((conflict) => conflict.doNothing()),
    ),
    /** document, writer, seq */
    dropHole: prepare(
      raw,
      db.deleteFrom('holes').where('document', '=', 0).where('writer', '=', 0).where('seq', '=', 0),
    ),
    /** document */
    holes: prepare(raw, db.selectFrom('holes').select(['writer', 'seq']).where('document', '=', 0)),
  };
}

function besideStatements(raw: DatabaseSync, db: Kysely<Schema>) {
  return {
    /** room, device, version, frame */
    putMarker: prepare(
      raw,
      db
        .insertInto('markers')
        .values({ room: '', device: '', version: 0, frame: NONE })
        .onConflict((conflict) =>
          conflict
            .columns(['room', 'device'])
            .doUpdateSet((row) => ({ version: row.ref('excluded.version'), frame: row.ref('excluded.frame') }))
            .whereRef('markers.version', '<', 'excluded.version'),
        ),
    ),
    /** room */
    markers: prepare(raw, db.selectFrom('markers').select(['device', 'version', 'frame']).where('room', '=', '')),
    /** id, version, copy */
    putRecovery: prepare(
      raw,
      db
        .insertInto('recoveries')
        .values({ id: '', version: 0, copy: NONE })
        .onConflict((conflict) =>
          conflict
            .column('id')
            .doUpdateSet((row) => ({ version: row.ref('excluded.version'), copy: row.ref('excluded.copy') }))
            .whereRef('recoveries.version', '<', 'excluded.version'),
        ),
    ),
    /** id */
    recovery: prepare(raw, db.selectFrom('recoveries').select(['version', 'copy']).where('id', '=', '')),
    /** room, hash, request, expires */
    putRequest: prepare(
      raw,
      db
        .insertInto('requests')
        .values({ room: '', hash: '', request: NONE, expires: 0 })
        .onConflict((conflict) => conflict.doNothing()),
    ),
    /** room, hash */
    dropRequest: prepare(raw, db.deleteFrom('requests').where('room', '=', '').where('hash', '=', '')),
    /** room, segment, writer, proof */
    putFork: prepare(
      raw,
      db
        .insertInto('forks')
        .values({ room: '', segment: '', writer: 0, proof: NONE })
        .onConflict((conflict) =>
          conflict.columns(['room', 'segment', 'writer']).doUpdateSet((row) => ({ proof: row.ref('excluded.proof') })),
        ),
    ),
    /** room */
    forks: prepare(raw, db.selectFrom('forks').select(['segment', 'writer', 'proof']).where('room', '=', '')),
    /** room, id, entry */
    putBranch: prepare(
      raw,
      db
        .insertInto('branches')
        .values({ room: '', id: '', entry: NONE })
        .onConflict((conflict) => conflict.doNothing()),
    ),
    /** room */
    branches: prepare(raw, db.selectFrom('branches').select(['id', 'entry']).where('room', '=', '')),
    /** room */
    requests: prepare(raw, db.selectFrom('requests').select(['hash', 'request', 'expires']).where('room', '=', '')),
  };
}
