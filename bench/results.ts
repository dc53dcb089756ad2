/** bench/results.json: ratios by name, and for each the samples it comes from, when and on what machine. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { Figure } from './benchmark.ts';
import { isKept, sayPromise } from './promises.ts';

const FILE = join(import.meta.dirname, 'results.json');

interface Results {
  readonly ratios: Readonly<Record<string, number>>;
  readonly measurements: Readonly<Record<string, unknown>>;
}

/** Figures that were not measured this time stay as they were, with their own date. */
export async function writeResults(figures: readonly Figure[], machine: unknown): Promise<void> {
  const before = readResults();
  const date = new Date().toISOString();
  const ratios = { ...before.ratios };
  const measurements = { ...before.measurements };
  for (const { name, value, samples } of figures) {
    ratios[name] = Number(value.toFixed(3));
    measurements[name] = { promised: sayPromise(name), kept: isKept(name, value), date, machine, samples };
  }
  const text = JSON.stringify({ ratios, measurements }, rounded, 2);
  writeFileSync(FILE, await format(text, { ...(await resolveConfig(FILE)), filepath: FILE }));
}

function readResults(): Results {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Results;
  } catch {
    return { ratios: {}, measurements: {} };
  }
}

/** Four digits say more than the machine repeats. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
