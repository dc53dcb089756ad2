/** What a run says of the project's promised figures. */
import type { FigureName } from './promises.ts';

export interface Figure {
  readonly name: FigureName;
  readonly value: number;
  /** Raw samples by what they are of: numbers, or records of numbers, with their unit in the name. */
  readonly samples: Readonly<Record<string, readonly number[] | readonly Readonly<Record<string, number>>[]>>;
}

/** One thing measured; several figures may come of it. */
export interface Benchmark {
  readonly figures: readonly FigureName[];
  readonly run: () => Promise<readonly Figure[]>;
}

/** Samples of several things by turns, so that a machine that grows busier or hotter slows all alike. */
export async function byTurns<Name extends string, Sample>(
  rounds: number,
  things: Readonly<Record<Name, () => Promise<Sample>>>,
): Promise<Record<Name, Sample[]>> {
  const names = Object.keys(things) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      process.stderr.write(`  ${name} ${round + 1}/${rounds}\r`);
      samples[name].push(await things[name]());
    }
  }
  return samples;
}
