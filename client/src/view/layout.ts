/**
 * From rows to what is drawn: day names, groups, the unread line, strands written apart with their fork, fold and
 * card. Pure; it knows nothing of height or scrolling.
 */
import type { GapRow, MergeRow, MessageRow, Order, Receipts, Row } from '../engine/messages/rows.ts';
import { dayKey } from './days.ts';
import { foldRuns } from './fold.ts';
import { stateOf, type MessageState } from './states.ts';
import { isStraight, markOf } from './ways.ts';
import { fromOwnSide, strandsOf, type Strand } from './strands.ts';

/** How the vine runs beside an item: past a strand, or on it. */
export type Side = 'none' | 'beside' | 'branch';
export type Stroke = 'direct' | 'relay' | 'offline';

export interface MessageItem {
  readonly is: 'message';
  readonly key: string;
  readonly row: MessageRow;
  /** Goes on under the name above. */
  readonly cont: boolean;
  readonly side: Side;
  readonly stroke: Stroke;
  /** Own messages only. */
  readonly state?: MessageState;
  /** Newest own message, or one that is only here: said in words. */
  readonly inWords: boolean;
  /** From 1, among all messages of the room. */
  readonly place: number;
}

interface Plain {
  readonly key: string;
  readonly side: Side;
  /** The vine goes on as it was. */
  readonly stroke: Stroke;
}

export type Item =
  | MessageItem
  | (Plain & { readonly is: 'day'; readonly at: number })
  | (Plain & { readonly is: 'unread'; readonly since: number })
  | (Plain & { readonly is: 'offline'; readonly since: number })
  | (Plain & { readonly is: 'fork' })
  | (Plain & {
      readonly is: 'fold';
      readonly run: string;
      readonly count: number;
      readonly name: string;
      readonly mine: boolean;
      readonly from: number;
      readonly to: number;
    })
  | (Plain & { readonly is: 'merge'; readonly row: MergeRow; readonly joins: boolean })
  /** However many people wrote what does not open, it is one gap. */
  | (Plain & {
      readonly is: 'gap';
      readonly order: Order;
      readonly count: number;
      readonly names: readonly string[];
      /** Nothing that opens stands above it. */
      readonly first: boolean;
    });

export interface Setting {
  /** Messages of the room before the first of these rows. */
  readonly before: number;
  readonly receipts: Receipts | undefined;
  /** Rows after this one are new to the person. */
  readonly line?: Order | undefined;
  /** ms UTC since when there is no network, if so. */
  readonly offlineSince?: number | undefined;
  /** Folds that were opened. */
  readonly open: ReadonlySet<string>;
  /** These rows reach the newest of the room. */
  readonly atEnd: boolean;
}

/** Messages of one author this close together share a name. */
const GROUP_MS = 5 * 60_000;

export function layOut(held: readonly Row[], setting: Setting): Item[] {
  const rows = fromOwnSide(held);
  const strands = strandsOf(rows);
  const folds = foldRuns(rows, setting.open);
  const newestMine = rows.findLast((row) => row.kind === 'message' && row.mine);
  const items: Item[] = [];
  let place = setting.before;
  let stroke = strokeOf(
    rows.find((row) => row.kind === 'message'),
    setting,
  );
  let previous: Row | undefined;
  /** The message right above on screen, whose name a message may go on under. */
  let above: MessageRow | undefined;
  let lined = setting.line === undefined;
  let cutOff = setting.offlineSince === undefined;

  for (const row of rows) {
    const side = sideOf(row, strands);
    if (row.kind === 'message') place++;
    const fold = folds.get(row.order);
    if (fold === 'hidden') continue;

    const between = items.length;
    if (row.kind !== 'merge' && (previous === undefined || dayKey(previous.at) !== dayKey(row.at)))
      items.push({
        is: 'day',
        key: `day ${dayKey(row.at)} ${row.order}`,
        at: row.at,
        side: startsStrand(row, strands) ? 'none' : beside(side),
        stroke,
      });
    if (!cutOff && setting.offlineSince !== undefined && row.kind === 'message' && wentNowhere(row, setting)) {
      // A reload begins a new count of "since", not a new loss: what was written before it is not on the relay either.
      items.push({
        is: 'offline',
        key: 'offline',
        since: Math.min(setting.offlineSince, row.at),
        side: beside(side),
        stroke,
      });
      cutOff = true;
    }
    if (
      !lined &&
      setting.line !== undefined &&
      row.order > setting.line &&
      row.kind !== 'merge' &&
      !(row.kind === 'message' && row.mine)
    ) {
      items.push({
        is: 'unread',
        key: 'unread',
        since: row.at,
        side: startsStrand(row, strands) ? 'none' : beside(side),
        stroke,
      });
      lined = true;
    }
    if (startsStrand(row, strands)) items.push({ is: 'fork', key: `fork ${row.order}`, side: 'none', stroke });
    if (row.kind === 'message') stroke = strokeOf(row, setting);

    if (fold !== undefined) items.push({ is: 'fold', key: `fold ${fold.run}`, side: 'beside', stroke, ...fold });
    else if (row.kind === 'merge')
      items.push({
        is: 'merge',
        key: row.order,
        row,
        side: 'none',
        stroke,
        joins: strands.get(row.strand)?.drawn === true,
      });
    else if (row.kind === 'gap') pushGap(items, row, { side: beside(side), stroke });
    else
      items.push(
        messageItem(row, side, place, items.length === between ? above : undefined, row === newestMine, setting),
      );
    previous = row;
    above = row.kind === 'message' && fold === undefined ? row : undefined;
  }

  if (!cutOff && setting.atEnd && setting.offlineSince !== undefined)
    items.push({ is: 'offline', key: 'offline', since: setting.offlineSince, side: 'none', stroke });
  return items;
}

function pushGap(items: Item[], { order, count, name }: GapRow, vine: Pick<Plain, 'side' | 'stroke'>): void {
  const last = items.at(-1);
  const first = !items.some(({ is }) => is === 'message' || is === 'fold');
  if (last?.is !== 'gap')
    return void items.push({ is: 'gap', key: order, order, count, names: [name], first, ...vine });
  const names = [...new Set([...last.names, name])];
  items[items.length - 1] = { ...last, count: last.count + count, names };
}

function messageItem(
  row: MessageRow,
  side: Side,
  place: number,
  above: MessageRow | undefined,
  newest: boolean,
  setting: Setting,
): MessageItem {
  const state = row.mine ? stateOf(row, setting.receipts) : undefined;
  const stroke = strokeOf(row, setting);
  const cont =
    above !== undefined && follows(above, row) && above.strand === row.strand && markOf(above) === markOf(row);
  const inWords = newest || state?.step === 'saved';
  return { is: 'message', key: row.order, row, cont, side, stroke, inWords, place, ...(state && { state }) };
}

function strokeOf(row: MessageRow | undefined, setting: Setting): Stroke {
  if (row?.mine && stateOf(row, setting.receipts).step === 'saved') return 'offline';
  return isStraight(row?.way) ? 'direct' : 'relay';
}

function follows(above: MessageRow, row: MessageRow): boolean {
  return (
    above.author === row.author && above.name === row.name && row.at - above.at < GROUP_MS && row.reply === undefined
  );
}

/** Own, and written since the network went or not on the relay yet. */
const wentNowhere = (row: MessageRow, setting: Setting): boolean =>
  row.mine && (row.at > (setting.offlineSince ?? 0) || stateOf(row, setting.receipts).step === 'saved');

const beside = (side: Side): Side => (side === 'branch' ? 'beside' : side);

function sideOf(row: Row, strands: ReadonlyMap<string, Strand>): Side {
  if (row.kind === 'message' && row.strand !== undefined && strands.get(row.strand)?.drawn) return 'branch';
  for (const strand of strands.values())
    if (strand.drawn && row.order > strand.first && row.order < strand.join) return 'beside';
  return 'none';
}

const startsStrand = (row: Row, strands: ReadonlyMap<string, Strand>): boolean =>
  row.kind === 'message' &&
  row.strand !== undefined &&
  strands.get(row.strand)?.first === row.order &&
  strands.get(row.strand)?.drawn === true;
