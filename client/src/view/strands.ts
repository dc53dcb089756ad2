/**
 * Strands written apart (TIM-5), as far as these rows tell. One is drawn beside the vine at a time: of several that
 * overlap the one begun first; the others keep their place in the order and their card.
 */
import type { Order, Row } from '../engine/messages.ts';

export interface Strand {
  readonly first: Order;
  /** Order of its card; beyond every order when the card is further down than these rows. */
  readonly join: Order;
  readonly drawn: boolean;
}

const FAR = '\uffff';

export function strandsOf(rows: readonly Row[]): ReadonlyMap<string, Strand> {
  const spans = new Map<string, { first: Order; join: Order }>();
  for (const row of rows) {
    if (row.kind === 'message' && row.strand !== undefined && !spans.has(row.strand))
      spans.set(row.strand, { first: row.order, join: FAR });
    if (row.kind === 'merge') spans.set(row.strand, { first: row.first, join: row.order });
  }
  const drawn = new Map<string, Strand>();
  let taken: Order = '';
  for (const [strand, span] of [...spans].sort(([, a], [, b]) => (a.first < b.first ? -1 : 1))) {
    const free = span.first >= taken;
    drawn.set(strand, { ...span, drawn: free });
    if (free) taken = span.join;
  }
  return drawn;
}
