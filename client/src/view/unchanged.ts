/** What was made anew and says the same stays the object it was, so that nothing which hangs on it is drawn again. */

/** By value, for what a view is made of: plain objects, lists, and values that are equal or not. */
export function isAlike(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  return (
    keys.length === others.length &&
    keys.every((key) => key in other && isAlike(one[key as keyof typeof one], other[key as keyof typeof other]))
  );
}

/** Those of `now` that were in `before` under their key and say the same, as they were. */
export function unchanged<T extends { readonly key: string }>(before: readonly T[], now: readonly T[]): T[] {
  const byKey = new Map(before.map((each) => [each.key, each]));
  return now.map((each) => {
    const was = byKey.get(each.key);
    return was !== undefined && isAlike(was, each) ? was : each;
  });
}
