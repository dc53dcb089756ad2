/**
 * Deterministic CBOR (RFC 8949 §4.2), read strictly. Plain values only: numbers, text, bytes, booleans, null, arrays and
 * objects with text keys. What the keys mean is for the schemas of each op.
 */
import { decode as read, encode as write, rfc8949EncodeOptions } from 'cborg';
import { equalBytes } from '#shared/bytes.ts';
import { isSurelyDeterministic } from '#shared/cborForm.ts';
import { fault, ok, type Result } from '#shared/errors.ts';

/** Throws on values CBOR cannot hold (functions, undefined): a programmer's error. */
export const encode = (value: unknown): Uint8Array => write(value, rfc8949EncodeOptions);

/** Nothing of ours nests deeper; what does is meant to exhaust a stack. */
const MAX_DEPTH = 16;

const READING = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  rejectDuplicateMapKeys: true,
};

/** The value of exactly these bytes; faults on every other way to write the same value. */
export function decode(bytes: Uint8Array): Result<unknown> {
  try {
    const value: unknown = read(bytes, READING);
    if (deeperThan(value, MAX_DEPTH)) return fault('cbor-deep', `CBOR nested deeper than ${MAX_DEPTH}`);
    if (!isSurelyDeterministic(bytes) && !equalBytes(encode(value), bytes))
      return fault('cbor-form', 'CBOR that is not in its deterministic form');
    return ok(value);
  } catch (error) {
    return fault('cbor', error instanceof Error ? error.message : 'unreadable CBOR');
  }
}

/** A map, not a list or bytes: to a schema without required keys those look empty, and would pass. */
export const isMap = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

function deeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return false;
  return depth === 0 || Object.values(value).some((inner) => deeperThan(inner, depth - 1));
}
