import type { SeededRandom } from '#testing/seededRandom.ts';

/** Something that reads bytes from anywhere. */
export interface Target {
  readonly name: string;
  /** Valid inputs, to begin from. */
  readonly seeds: readonly Uint8Array[];
  /** A change that keeps the outer structure whole, so that what is inside is reached; undefined where it cannot. */
  reshape?(input: Uint8Array, random: SeededRandom): Uint8Array | undefined;
  /**
   * Reads the input and says what came of it: inputs that end in a new way are kept to go on from. Throws when what must hold
   * does not; nothing the input says may make it throw.
   */
  read(input: Uint8Array): string;
}

/** What a `Result` came to, as an outcome. */
export const outcomeOf = (result: { ok: true } | { ok: false; fault: { code: string; say: string } }): string =>
  result.ok ? 'ok' : `${result.fault.code}: ${result.fault.say.replace(/\d+/g, 'n').slice(0, 60)}`;

/** What must hold of every input. */
export function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
