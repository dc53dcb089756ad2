import { seededRandom } from '#testing/seededRandom.ts';
import { readWithin } from './bounds.ts';
import { Corpus } from './corpus.ts';
import type { Target } from './target.ts';

export interface Finding {
  readonly why: string;
  readonly input: Uint8Array;
  /** The how-manieth input of the target. */
  readonly at: number;
}

export interface Report {
  readonly inputs: number;
  /** Ways in which they ended. */
  readonly outcomes: number;
  readonly found?: Finding;
}

export interface Run {
  readonly seed: number;
  readonly inputs: number;
  /** On the clock of `performance.now()`. */
  readonly until: number;
  readonly begins?: (input: Uint8Array) => void;
}

/** So many inputs into one target, or until the time is over, or until one does what none may. */
export function fuzz(target: Target, { seed, inputs, until, begins }: Run): Report {
  const corpus = new Corpus(target, seededRandom(seed));
  let at = 0;
  for (; at < inputs && performance.now() < until; at++) {
    const input = target.seeds[at] ?? corpus.next();
    begins?.(input);
    try {
      corpus.learn(input, readWithin(target, input));
    } catch (error) {
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { inputs: at, outcomes: corpus.outcomes, found: { why, input, at } };
    }
  }
  return { inputs: at, outcomes: corpus.outcomes };
}
