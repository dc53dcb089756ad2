export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which `share` of the others lie; of an even number the upper middle one. NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
