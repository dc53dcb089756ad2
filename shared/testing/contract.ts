/**
 * A suite every adapter of a port runs, by the title of each case. It knows no test runner, so that the same cases run in
 * vitest and inside a browser's page or Worker.
 */
export type Contract<Place> = Readonly<Record<string, (place: Place, check: Check) => Promise<void> | void>>;

export interface Check {
  /** Deep equality; bytes by their content. */
  readonly equal: (actual: unknown, expected: unknown) => void;
  /** Rejects with an instance of one of these. */
  readonly rejects: (promise: Promise<unknown>, ...kinds: readonly ErrorKind[]) => Promise<void>;
}

type ErrorKind = abstract new (...args: never[]) => Error;

/** Checks that throw an Error saying what differed. */
export const plainCheck: Check = {
  equal(actual, expected) {
    const [a, b] = [show(actual), show(expected)];
    if (a !== b) throw new Error(`expected ${b}\n     got ${a}`);
  },
  async rejects(promise, ...kinds) {
    const error: unknown = await promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!kinds.some((kind) => error instanceof kind)) {
      throw new Error(`expected a rejection with ${kinds.map(({ name }) => name).join(' or ')}, got ${String(error)}`);
    }
  },
};

/** A text that is the same for equal values and different for others. */
function show(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes(${value.join(' ')})`;
  if (value instanceof Map) return `map(${show([...value])})`;
  if (value instanceof Set) return `set(${show([...value])})`;
  if (Array.isArray(value)) return `[${value.map(show).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${parts.map(([key, part]) => `${key}: ${show(part)}`).join(', ')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
