/**
 * LOG-10: state vectors in pages. No document caps its writers, and a frame has a largest size: a page speaks of the writers
 * in one span of ids alone, so that it can be read, answered and forgotten by itself, whatever comes after it.
 */
import type { WriterId } from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';

/** Writers from `most` down to `least`, both included. */
export interface WriterSpan {
  readonly most: number;
  readonly least: number;
}

/** How many entries of each writer in the span one has: of those without a line, none. */
export interface VectorPage extends WriterSpan {
  readonly vector: StateVector;
}

export const EVERY_WRITER: WriterSpan = { most: Number.MAX_SAFE_INTEGER, least: 0 };

/** A line takes 11 bytes at most: 8 of writer, 3 of count. Some 540 KiB, below LOG-10's frame. */
export const LINES_A_PAGE = 50_000;

export const speaksOf = ({ most, least }: WriterSpan, writer: WriterId): boolean => least <= writer && writer <= most;

export const isWhole = ({ most, least }: WriterSpan): boolean =>
  most === EVERY_WRITER.most && least === EVERY_WRITER.least;

/** The pages of a span, writers descending: one at least, and together no writer twice and none left out. */
export function* vectorPages(
  vector: StateVector,
  { most, least }: WriterSpan = EVERY_WRITER,
  lines = LINES_A_PAGE,
): Generator<VectorPage> {
  const sorted = [...vector].filter(([writer]) => speaksOf({ most, least }, writer)).sort(([a], [b]) => b - a);
  let top = most;
  for (let at = 0; ; at += lines) {
    const page = sorted.slice(at, at + lines);
    const last = page.at(-1);
    if (!last || at + lines >= sorted.length) {
      yield { most: top, least, vector: new Map(page) };
      return;
    }
    yield { most: top, least: last[0], vector: new Map(page) };
    top = last[0] - 1;
  }
}

/** The first page of a span. */
export function firstPage(vector: StateVector, span: WriterSpan = EVERY_WRITER, lines = LINES_A_PAGE): VectorPage {
  for (const page of vectorPages(vector, span, lines)) return page;
  throw new TypeError('a span has a page at least');
}

/** What is left of the whole below a page; undefined after the last. */
export const spanBelow = ({ least }: WriterSpan): WriterSpan | undefined =>
  least > EVERY_WRITER.least ? { most: least - 1, least: EVERY_WRITER.least } : undefined;
