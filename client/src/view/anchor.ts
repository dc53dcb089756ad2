/**
 * What keeps the reader's eye in place. Before rows change, the rows on screen and where they stand are remembered;
 * afterwards the first of them that is still there goes back to its place. No trust in the browser's own anchoring:
 * it gives up when nodes are replaced.
 */
export interface Mark {
  readonly key: string;
  /** Distance of the row's top from the top of the window, in px. */
  readonly top: number;
}

/** By how much to scroll so that the first surviving mark stands where it stood; 0 when none survives. */
export function drift(marks: readonly Mark[], topOf: (key: string) => number | undefined): number {
  for (const mark of marks) {
    const now = topOf(mark.key);
    if (now !== undefined) return now - mark.top;
  }
  return 0;
}

/** Close enough to the end to stay with the newest, in px. */
export const STUCK_PX = 32;

export const isStuck = (scrolled: number, seen: number, whole: number): boolean => whole - seen - scrolled < STUCK_PX;

/** Time to read on: less than this many screens left that way. */
const AHEAD = 1.5;

export const nearStart = (scrolled: number, seen: number): boolean => scrolled < seen * AHEAD;
export const nearEnd = (scrolled: number, seen: number, whole: number): boolean =>
  whole - seen - scrolled < seen * AHEAD;

/** How many of so many things in order, from the first, something holds of: it holds of none after one that it does not hold of. */
export function countWhile(count: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
