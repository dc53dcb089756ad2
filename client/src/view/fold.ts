/** Folds the middle of a long run of one strand: its first and last stay, a button stands for the rest. */
import type { MessageRow, Order, Row } from '../engine/messages/rows.ts';

/** Runs longer than this are folded. */
const SHOWN_WHOLE = 3;

export interface Fold {
  readonly run: string;
  readonly count: number;
  readonly name: string;
  readonly mine: boolean;
  /** ms UTC of the first and last folded. */
  readonly from: number;
  readonly to: number;
}

/** By order: the fold that stands in a row's place, or that the row is hidden behind one. */
export function foldRuns(rows: readonly Row[], open: ReadonlySet<string>): ReadonlyMap<Order, Fold | 'hidden'> {
  const folds = new Map<Order, Fold | 'hidden'>();
  let run: MessageRow[] = [];
  const close = (): void => {
    const [first, second] = run;
    if (first && second && run.length > SHOWN_WHOLE && !open.has(first.order))
      hide(first, second, run.slice(1, -1), folds);
    run = [];
  };
  for (const row of rows) {
    const strand = row.kind === 'message' ? row.strand : undefined;
    if (row.kind !== 'message' || strand === undefined || strand !== run[0]?.strand) close();
    if (row.kind === 'message' && strand !== undefined) run.push(row);
  }
  close();
  return folds;
}

function hide(
  first: MessageRow,
  second: MessageRow,
  middle: readonly MessageRow[],
  folds: Map<Order, Fold | 'hidden'>,
): void {
  for (const row of middle) folds.set(row.order, 'hidden');
  const to = middle[middle.length - 1]?.at ?? second.at;
  folds.set(second.order, {
    run: first.order,
    count: middle.length,
    name: first.name,
    mine: first.mine,
    from: second.at,
    to,
  });
}
