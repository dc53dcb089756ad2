import { mutate } from '#testing/mutate.ts';
import type { SeededRandom } from '#testing/seededRandom.ts';
import type { Target } from './target.ts';

/** Beyond this, newcomers take the place of drawn ones; the valid inputs stay. */
const MOST_KEPT = 400;
const LARGEST_KEPT = 32 * 1024;

/** Inputs to go on from: the valid ones, and each that ended in a way not seen before. */
export class Corpus {
  readonly #target: Target;
  readonly #random: SeededRandom;
  readonly #found: Uint8Array[] = [];
  readonly #outcomes = new Set<string>();

  constructor(target: Target, random: SeededRandom) {
    this.#target = target;
    this.#random = random;
  }

  /** Ways in which inputs ended. */
  get outcomes(): number {
    return this.#outcomes.size;
  }

  /** Mostly a changed one: in structure, in bytes or in both; now and then nothing but noise. */
  next(): Uint8Array {
    const random = this.#random;
    const way = random.below(20);
    if (way === 0) return random.bytes(random.below(200));
    const from = this.#drawn();
    const shaped = way < 12 ? this.#target.reshape?.(from, random) : undefined;
    if (shaped === undefined) return mutate(from, random);
    return way < 4 ? mutate(shaped, random) : shaped;
  }

  learn(input: Uint8Array, outcome: string): void {
    if (this.#outcomes.has(outcome)) return;
    this.#outcomes.add(outcome);
    if (input.length > LARGEST_KEPT) return;
    const place = this.#found.length < MOST_KEPT ? this.#found.length : this.#random.below(MOST_KEPT);
    this.#found[place] = input;
  }

  #drawn(): Uint8Array {
    const { seeds } = this.#target;
    const from = this.#found.length > 0 && this.#random.below(2) === 0 ? this.#found : seeds;
    return from[this.#random.below(from.length)] ?? new Uint8Array();
  }
}
