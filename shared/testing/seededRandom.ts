import type { Random } from '#shared/ports/random.ts';

export interface SeededRandom extends Random {
  /** A number in [0, 1). */
  fraction(): number;
  /** A whole number in [0, below). */
  below(limit: number): number;
}

/** splitmix32: the same seed gives the same run. Fit for tests only. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return {
    bytes: (length) => Uint8Array.from({ length }, () => next() & 255),
    fraction: () => next() / 2 ** 32,
    below: (limit) => Math.floor((next() / 2 ** 32) * limit),
  };
}
