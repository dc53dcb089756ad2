import type { Figure } from './benchmark.ts';
import { median } from './measure/median.ts';
import { isKept, sayPromise } from './promises.ts';

/** The figures, and under them the medians of what they come from. */
export function sayTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value }) => [
    name,
    value.toPrecision(3),
    sayPromise(name),
    isKept(name, value) ? '' : 'missed',
  ]);
  return [
    ...columns([['figure', 'measured', 'promised', ''], ...rows]),
    '',
    ...columns(figures.flatMap(mediansOf)),
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** Samples are numbers, or records of numbers. */
function mediansOf({ name, samples }: Figure): string[][] {
  return Object.entries(samples).flatMap(([what, list]) => {
    const [first] = list;
    if (first === undefined) return [];
    if (typeof first === 'number') return [[name, what, say(median(list as readonly number[]))]];
    const records = list as readonly Readonly<Record<string, number>>[];
    return Object.keys(first).map((key) => [
      name,
      `${what} ${key}`,
      say(median(records.map((one) => one[key] ?? NaN))),
    ]);
  });
}

const say = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
