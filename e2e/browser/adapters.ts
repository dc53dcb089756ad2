/** What adapters.spec.ts runs inside a real browser's page. */
import { deleteDB } from 'idb';
import type { Change, DeviceStore } from '#shared/ports/deviceStore.ts';
import { plainCheck, type Contract } from '#testing/contract.ts';
import { deviceStoreContract } from '#testing/deviceStoreContract.ts';
import { documentStoreContract } from '#testing/documentStoreContract.ts';
import { connectWindow } from '../../client/src/adapters/connectWindow.ts';
import { indexeddbDocuments } from '../../client/src/adapters/indexeddbDocuments.ts';
import { openIndexeddbStore } from '../../client/src/adapters/indexeddbStore.ts';
import { trustedScript } from '../../client/src/adapters/trustedScript.ts';
import { openViewReader } from '../../client/src/adapters/viewReader.ts';
import type { Command } from '../../client/src/engine/messages/command.ts';
import type { Engine, Notice } from '../../client/src/engine/messages/port.ts';
import type { Row } from '../../client/src/engine/messages/rows.ts';
import engineUrl from './echoEngine.ts?worker&url';
import writerUrl from './writer.ts?worker&url';

let count = 0;
const calm = { blocked: () => undefined, gone: () => undefined };
const ROOM = 'R'.repeat(43);

/** Runs a contract; the messages of what failed by the case's title. */
async function failures<Place>(contract: Contract<Place>, place: () => Place): Promise<Record<string, string>> {
  const failed: Record<string, string> = {};
  for (const [title, run] of Object.entries(contract)) {
    try {
      await run(place(), plainCheck);
    } catch (error) {
      failed[title] = String(error);
    }
  }
  return failed;
}

const startWorker = (url: string): Worker => new Worker(trustedScript(url), { type: 'module' });

/** Lets a Worker write rows one after the other and ends it the moment it says so many are durable. */
function writeAndTerminate(database: string, until: number): Promise<void> {
  const worker = startWorker(writerUrl);
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => {
      if (data !== until) return;
      worker.terminate();
      resolve();
    };
    worker.postMessage(database);
  });
}

const outcome = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise;
    return 'done';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

let store: DeviceStore;
let engine: Engine;
const notices: Notice[] = [];

const api = {
  storeContract: () =>
    failures(deviceStoreContract, () => {
      const name = `contract ${count++}`;
      return { open: () => openIndexeddbStore(calm, name) };
    }),

  documentContract: () =>
    failures(documentStoreContract, () => {
      const prefix = `contract ${count++}/`;
      return { store: () => indexeddbDocuments(() => undefined, prefix) };
    }),

  /** Rows and document items found after Workers were ended right after they had said they were durable. */
  async durability(rounds: number): Promise<{ rows: number[]; items: number[] }> {
    const found = { rows: [] as number[], items: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      const database = `durable ${round}`;
      await writeAndTerminate(database, 5);
      const after = await openIndexeddbStore(calm, database);
      found.rows.push((await after.range('rows', {})).length);
      const stored = await indexeddbDocuments(() => undefined, database).open('a/b' as never);
      found.items.push(stored.doc.getArray('w').length);
    }
    return found;
  },

  async claim(): Promise<void> {
    store = await openIndexeddbStore(calm, 'two tabs');
    await store.claim();
  },
  write: (key: string) => outcome(store.write([{ table: 'rows', key, value: key }])),
  rows: async () => (await store.range('rows', {})).map(({ key }) => key),

  async deleteUnder(): Promise<string> {
    await deleteDB('two tabs');
    return outcome(store.get('rows', 'a'));
  },

  /** What an update to a document comes to when its database was deleted: told, and `flushed` rejects. */
  async deleteDocumentUnder(): Promise<string[]> {
    const told: string[] = [];
    const stored = await indexeddbDocuments(
      (_document, error) => told.push((error as { code?: string }).code ?? ''),
      'lost ',
    ).open('a/b' as never);
    await deleteDB('lost a/b');
    stored.doc.getArray('w').push([1]);
    return [await outcome(stored.flushed()), ...told];
  },

  connect(): void {
    engine = connectWindow(() => startWorker(engineUrl));
    engine.listen((notice) => notices.push(notice));
  },
  send: (text: string) => engine.send({ do: 'send', room: ROOM as never, text } satisfies Command),
  /** Sends and waits for nothing. */
  post(text: string): void {
    void engine.send({ do: 'send', room: ROOM as never, text } satisfies Command);
  },
  notices: () => notices,
  /** What engines wrote, in order: by which Worker, and the text. */
  async done(): Promise<unknown[]> {
    const reader = await openIndexeddbStore(calm);
    return (await reader.range('outbox', {})).map(({ value }) => value);
  },

  /** Makes a room of so many messages in the device's database. */
  async room(messages: number, database: string): Promise<void> {
    const filled = await openIndexeddbStore(calm, database);
    await filled.claim();
    const rows = Array.from({ length: messages }, (_, index): Change => {
      const order = String(index).padStart(16, '0') + 'E'.repeat(43);
      const row = {
        kind: 'message',
        order,
        id: `${index}`,
        text: 'a message of the usual length, more or less',
        at: index,
        reactions: [],
      } as unknown as Row;
      return { table: 'rows', key: `${ROOM}/${order}`, value: row };
    });
    for (let at = 0; at < rows.length; at += 5_000) await filled.write(rows.slice(at, at + 5_000));
    await filled.write([{ table: 'rooms', key: `total/${ROOM}`, value: messages }]);
    await filled.close();
  },

  /** Milliseconds from nothing to the newest page, then for 20 pages back. */
  async page(database: string): Promise<{ newest: number; back: number; places: number[] }> {
    const begin = performance.now();
    const reader = await openViewReader(database);
    let page = await reader.page(ROOM as never, {}, 60);
    const newest = performance.now() - begin;
    for (let turn = 0; turn < 20; turn++)
      page = await reader.page(ROOM as never, { before: page.rows[0]?.order ?? '' }, 60);
    return { newest, back: performance.now() - begin - newest, places: [page.before, page.after, page.total] };
  },
};

export type Api = typeof api;
Object.assign(window, { api });
