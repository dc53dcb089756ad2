/** Sorted arrays. */
export interface Ordered {
  readonly order: string;
}

/** Index of the first element the test holds for, given that it holds for all after it; the length if for none. */
export function firstWhere<T>(list: readonly T[], holds: (element: T) => boolean): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const element = list[middle];
    if (element !== undefined && holds(element)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** Appending, the usual case, costs one comparison. */
export function insertSorted<T extends Ordered>(list: T[], element: T): void {
  const last = list.at(-1);
  if (last === undefined || last.order < element.order) list.push(element);
  else
    list.splice(
      firstWhere(list, (other) => other.order > element.order),
      0,
      element,
    );
}

export function removeSorted(list: Ordered[], order: string): void {
  const at = firstWhere(list, (other) => other.order >= order);
  if (list[at]?.order === order) list.splice(at, 1);
}

export const byOrder = (a: Ordered, b: Ordered): number => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0);
