import type { Span } from '#shared/ports/deviceStore.ts';

export interface Kept {
  readonly key: string;
  readonly value: unknown;
}

/** Where the browser has it, `getAllRecords` reads backwards in one request; its types are not in TypeScript yet. */
interface RecordReader {
  getAllRecords(options: {
    query: IDBKeyRange | null;
    count?: number;
    direction: IDBCursorDirection;
  }): IDBRequest<readonly { readonly key: IDBValidKey; readonly value: unknown }[]>;
}

/** The rows of a span, in one request where the browser can, else by the oldest means that serve. */
export async function readSpan(table: IDBObjectStore, { from, to, limit, newest }: Span): Promise<readonly Kept[]> {
  if (limit === 0 || isEmpty(from, to)) return [];
  const range = rangeOf(from, to);
  if (hasRecords(table)) {
    const options = {
      query: range,
      direction: newest ? 'prev' : 'next',
      ...(limit === undefined ? {} : { count: limit }),
    } as const;
    return (await done(table.getAllRecords(options))).map(({ key, value }) => ({ key: key as string, value }));
  }
  return newest ? backwards(table, range, limit ?? Infinity) : forwards(table, range, limit);
}

/** The result of a request; rejects with its error. */
export function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new DOMException('request failed', 'UnknownError'));
  });
}

/** IndexedDB throws on a range that can hold nothing. */
const isEmpty = (from: string | undefined, to: string | undefined): boolean =>
  from !== undefined && to !== undefined && from >= to;

export function rangeOf(from: string | undefined, to: string | undefined): IDBKeyRange | null {
  if (from !== undefined && to !== undefined) return IDBKeyRange.bound(from, to, false, true);
  if (from !== undefined) return IDBKeyRange.lowerBound(from);
  return to === undefined ? null : IDBKeyRange.upperBound(to, true);
}

const hasRecords = (table: IDBObjectStore): table is IDBObjectStore & RecordReader => 'getAllRecords' in table;

async function forwards(table: IDBObjectStore, range: IDBKeyRange | null, limit: number | undefined): Promise<Kept[]> {
  const [keys, values] = await Promise.all([
    done(table.getAllKeys(range, limit)),
    done(table.getAll(range, limit) as IDBRequest<unknown[]>),
  ]);
  return keys.map((key, index) => ({ key: key as string, value: values[index] }));
}

function backwards(table: IDBObjectStore, range: IDBKeyRange | null, limit: number): Promise<Kept[]> {
  const rows: Kept[] = [];
  return new Promise((resolve, reject) => {
    const request = table.openCursor(range, 'prev');
    request.onerror = () => reject(request.error ?? new DOMException('request failed', 'UnknownError'));
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor) rows.push({ key: cursor.key as string, value: cursor.value as unknown });
      if (cursor && rows.length < limit) cursor.continue();
      else resolve(rows);
    };
  });
}
