/**
 * Strands written apart (TIM-5), as far as these rows tell. One is drawn beside the vine at a time: of several that
 * overlap the one begun first; the others keep their place in the order and their card. Being apart has two sides, and
 * the reader's is the vine: an own strand beside another's is drawn as if it were none.
 */
import type { Order, Row } from '../engine/messages/rows.ts';

export interface Strand {
  readonly first: Order;
  /** Order of its card; beyond every order when the card is further down than these rows. */
  readonly join: Order;
  readonly drawn: boolean;
}

const FAR = '\uffff';

interface Span {
  first: Order;
  join: Order;
  readonly mine: boolean;
}

export function strandsOf(rows: readonly Row[]): ReadonlyMap<string, Strand> {
  const drawn = new Map<string, Strand>();
  let taken: Order = '';
  for (const [strand, { first, join }] of [...spansOf(rows)].sort(([, a], [, b]) => (a.first < b.first ? -1 : 1))) {
    const free = first >= taken;
    drawn.set(strand, { first, join, drawn: free });
    if (free) taken = join;
  }
  return drawn;
}

/** The rows without the reader's own side of what others wrote apart: its marks and its card. */
export function fromOwnSide(rows: readonly Row[]): readonly Row[] {
  const spans = [...spansOf(rows)];
  const others = spans.flatMap(([, span]) => (span.mine ? [] : [span]));
  const own = new Set(
    spans.flatMap(([strand, span]) => (span.mine && others.some((other) => overlap(span, other)) ? [strand] : [])),
  );
  if (own.size === 0) return rows;
  return rows.flatMap((row) => {
    if (row.kind === 'gap' || row.strand === undefined || !own.has(row.strand)) return [row];
    if (row.kind === 'merge') return [];
    const { strand: _strand, ...plain } = row;
    return [plain];
  });
}

function spansOf(rows: readonly Row[]): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  for (const row of rows) {
    if (row.kind === 'message' && row.strand !== undefined && !spans.has(row.strand))
      spans.set(row.strand, { first: row.order, join: FAR, mine: row.mine });
    if (row.kind === 'merge') spans.set(row.strand, { first: row.first, join: row.order, mine: row.mine });
  }
  return spans;
}

const overlap = (a: Span, b: Span): boolean => a.first < b.join && b.first < a.join;
