import { unwrap } from 'idb';
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { Table } from '#shared/ports/deviceStore.ts';
import type { Contact, Self } from '../engine/messages/people.ts';
import type { ViewReader } from '../engine/messages/port.ts';
import type { RoomDetails, RoomSummary } from '../engine/messages/rooms.ts';
import type { MessageRow, Order, Page, Receipts } from '../engine/messages/rows.ts';
import { done, readSpan } from './indexeddbRange.ts';
import { PageReader } from './pageReader.ts';
import type { RowPlaces } from './rowPlaces.ts';
import { openDeviceDatabase } from './schema.ts';
import { storageTrouble } from './storageTrouble.ts';

/**
 * What a window paints from before anything else is up, read straight from the device's database. On the first run it makes
 * the empty tables, the same as the engine would. Rejects with `StorageNewer` or `StorageBroken`. `name` is for tests.
 */
export async function openViewReader(name?: string): Promise<ViewReader> {
  // Trouble is the engine's to tell; a reader whose database went away rejects when it is next asked.
  const ignore = (): void => undefined;
  return new IndexeddbReader(unwrap(await openDeviceDatabase({ blocked: ignore, gone: ignore }, name)));
}

class IndexeddbReader implements ViewReader {
  readonly #database: IDBDatabase;
  readonly #places = new Map<RoomId, RowPlaces>();

  constructor(database: IDBDatabase) {
    this.#database = database;
  }

  boot(): ReturnType<ViewReader['boot']> {
    return this.#read(['rooms'], async (transaction) => {
      const kept = await readSpan(transaction.objectStore('rooms'), {});
      const self = kept.find(({ key }) => key === 'self')?.value as Self | undefined;
      const contacts = kept.find(({ key }) => key === 'contacts')?.value as readonly Contact[] | undefined;
      return { self, rooms: kept.map(({ value }) => value).filter(isSummary), contacts: contacts ?? [] };
    });
  }

  /** What an earlier version kept lacks something: the engine writes it anew. */
  async details(room: RoomId): Promise<RoomDetails | undefined> {
    const kept = await this.#get<RoomDetails>('details', room);
    return kept && 'leftOut' in kept ? kept : undefined;
  }

  receipts(room: RoomId): Promise<Receipts | undefined> {
    return this.#get<Receipts>('receipts', room);
  }

  page(room: RoomId, at: { before?: Order; after?: Order; around?: Order }, limit: number): Promise<Page> {
    return this.#read(['rows', 'places', 'rooms'], async (transaction) => {
      const reader = await PageReader.open(transaction, room, this.#places.get(room));
      const page = await reader.page(at, limit);
      if (reader.places) this.#places.set(room, reader.places);
      return page;
    });
  }

  find(room: RoomId, id: EntryId): Promise<MessageRow | undefined> {
    return this.#read(['places', 'rows'], async (transaction) => {
      const order = await done(transaction.objectStore('places').get(`${room}/${id}`) as IDBRequest<Order | undefined>);
      if (order === undefined) return undefined;
      return done(transaction.objectStore('rows').get(`${room}/${order}`) as IDBRequest<MessageRow | undefined>);
    });
  }

  #get<T>(table: Table, key: string): Promise<T | undefined> {
    return this.#read([table], (transaction) =>
      done(transaction.objectStore(table).get(key) as IDBRequest<T | undefined>),
    );
  }

  async #read<T>(tables: Table[], ask: (transaction: IDBTransaction) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#database.transaction(tables));
    } catch (cause) {
      throw storageTrouble(cause);
    }
  }
}

/** The table also holds `self`, `contacts` and the totals. */
const isSummary = (value: unknown): value is RoomSummary =>
  typeof value === 'object' && value !== null && 'room' in value;
