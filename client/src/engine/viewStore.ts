/**
 * Writes what windows paint from, then tells them. A notice never runs ahead of the store: a window that reads its page
 * again after one sees at least what the notice said.
 */
import { isKeyText, type EntryId, type RoomId } from '#shared/ids.ts';
import { afterPrefix, type Change, type DeviceStore } from '#shared/ports/deviceStore.ts';
import type { Self } from './messages/people.ts';
import type { Notice } from './messages/port.ts';
import type { RoomDetails, RoomSummary } from './messages/rooms.ts';
import type { Order, Receipts, Row } from './messages/rows.ts';

/** Rows written in one transaction while history streams in: large enough to be quick, small enough to let others in. */
const ROWS_A_WRITE = 500;
/** Beyond this many rows at once a window reads its page again instead. */
const ROWS_A_NOTICE = 200;

export class ViewStore {
  readonly #store: DeviceStore;
  readonly #tell: (notice: Notice) => void;
  readonly #summaries = new Map<RoomId, RoomSummary>();

  constructor(store: DeviceStore, tell: (notice: Notice) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  /** The summaries an earlier run left. */
  async load(): Promise<readonly RoomSummary[]> {
    const rows = await this.#store.range('rooms', {});
    for (const { key, value } of rows)
      if (isKeyText(key)) this.#summaries.set(key as RoomId, asOfNow(value as RoomSummary));
    return [...this.#summaries.values()];
  }

  get summaries(): readonly RoomSummary[] {
    return [...this.#summaries.values()];
  }

  summary(room: RoomId): RoomSummary | undefined {
    return this.#summaries.get(room);
  }

  async self(self: Self): Promise<void> {
    await this.#store.write([{ table: 'rooms', key: 'self', value: self }]);
    this.#tell({ is: 'self', self });
  }

  async summarise(summary: RoomSummary): Promise<void> {
    if (JSON.stringify(this.#summaries.get(summary.room)) === JSON.stringify(summary)) return;
    const before = this.#summaries.get(summary.room);
    this.#summaries.set(summary.room, summary);
    try {
      await this.#store.write([{ table: 'rooms', key: summary.room, value: summary }]);
    } catch (error) {
      // What was not kept is still news the next time.
      if (this.#summaries.get(summary.room) === summary) this.#restore(summary.room, before);
      throw error;
    }
    this.#tell({ is: 'rooms', rooms: this.summaries });
  }

  /** Nothing is kept of the room any more. */
  forget(room: RoomId): void {
    this.#summaries.delete(room);
    this.#tell({ is: 'rooms', rooms: this.summaries });
  }

  #restore(room: RoomId, before: RoomSummary | undefined): void {
    if (before) this.#summaries.set(room, before);
    else this.#summaries.delete(room);
  }

  async details(details: RoomDetails): Promise<void> {
    await this.#store.write([{ table: 'details', key: details.room, value: details }]);
    this.#tell({ is: 'details', details });
  }

  async receipts(room: RoomId, receipts: Receipts): Promise<void> {
    await this.#store.write([{ table: 'receipts', key: room, value: receipts }]);
    this.#tell({ is: 'receipts', room, receipts });
  }

  /** Where rows of a room stand. */
  async orders(room: RoomId): Promise<readonly Order[]> {
    const prefix = rowKey(room, '');
    const rows = await this.#store.range('rows', { from: prefix, to: afterPrefix(prefix) });
    return rows.map(({ key }) => key.slice(prefix.length));
  }

  /** `total` counts the room's messages after the change; `also` is written with the first of the rows. */
  async rows(
    room: RoomId,
    put: readonly Row[],
    gone: readonly Order[],
    total: number,
    also: readonly Change[] = [],
  ): Promise<void> {
    const changes = [
      ...also,
      ...gone.flatMap((order) => removal(room, order)),
      ...put.flatMap((row) => placing(room, row)),
    ];
    changes.push({ table: 'rooms', key: `total/${room}`, value: total });
    for (let at = 0; at < changes.length; at += ROWS_A_WRITE)
      await this.#store.write(changes.slice(at, at + ROWS_A_WRITE));
    if (put.length + gone.length > ROWS_A_NOTICE) this.#tell({ is: 'reload', room });
    else this.#tell({ is: 'rows', room, put, gone, total });
  }
}

/** Who asked to come in then is heard of again, unless somebody saw to it. */
function asOfNow({ asking: _asking, ...summary }: RoomSummary): RoomSummary {
  return summary;
}

const rowKey = (room: RoomId, order: Order): string => `${room}/${order}`;
const placeKey = (room: RoomId, id: EntryId): string => `${room}/${id}`;

/** Merges are noted beside the messages' places: who counts rows from the end takes them off again. */
const mergeKey = (room: RoomId, order: Order): string => `${room}/+${order}`;
const isMerge = (order: Order): boolean => order.includes('+');

function removal(room: RoomId, order: Order): Change[] {
  const gone: Change = { table: 'rows', key: rowKey(room, order), value: undefined };
  return isMerge(order) ? [gone, { table: 'places', key: mergeKey(room, order), value: undefined }] : [gone];
}

function placing(room: RoomId, row: Row): Change[] {
  const put: Change = { table: 'rows', key: rowKey(room, row.order), value: row };
  if (row.kind === 'gap') return [put];
  const key = row.kind === 'message' ? placeKey(room, row.id) : mergeKey(room, row.order);
  return [put, { table: 'places', key, value: row.order }];
}
