/**
 * What one device keeps beside its documents: keys, outbox, index, view. Tables of key → plain value (structured-clone
 * types: no classes, no functions). Keys sort as text. Any number of readers; one writer at a time, fenced by a lease (LOG-9).
 */
export const TABLES = [
  /** `self`: secrets of identity and device; `epoch/<room>/<epoch>`: epoch keys; `invite/<room>/<invite>`: secrets of own invites. */
  'vault',
  /** Own entries until a link acknowledged them and their document is flushed: `<document>/<writer>/<seq, 5 digits>`. */
  'outbox',
  /** Commands held or done, by command id, so that one sent twice is done once. */
  'commands',
  /** What each document holds without opening it: `<document>` → heads and digest. */
  'index',
  /** Rooms this device is in or joining, by room id; `self` and `contacts` for the window. */
  'rooms',
  'details',
  'receipts',
  /** Timeline rows as the window shows them: `<room>/<order>`. */
  'rows',
  /** Which row shows a message: `<room>/<entry id>` → order. */
  'places',
  /** Newest marker of each device: `<room>/<device>`. */
  'markers',
] as const;
export type Table = (typeof TABLES)[number];

export interface Change {
  readonly table: Table;
  readonly key: string;
  /** Undefined removes the key. */
  readonly value: unknown;
}

/** Keys from `from` (included) to `to` (excluded), ascending, or the last ones first when `newest`. */
export interface Span {
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
  readonly newest?: boolean;
}

export interface DeviceStore {
  get(table: Table, key: string): Promise<unknown>;
  range(table: Table, span: Span): Promise<readonly { readonly key: string; readonly value: unknown }[]>;
  /**
   * All or nothing, durable when it resolves. Rejects with `LeaseLost` when another claimed the store since, with
   * `StorageFull` when the browser refuses the bytes; nothing is written then.
   */
  write(changes: readonly Change[]): Promise<void>;
  /** Takes the store over: whoever claimed it before can no longer write. Readers need no claim. */
  claim(): Promise<void>;
  close(): Promise<void>;
}

/** First key after every key that begins with `prefix`. */
export const afterPrefix = (prefix: string): string => `${prefix}\uffff`;
