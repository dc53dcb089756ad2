import { expect, test } from 'vitest';
import { encode } from '#shared/cbor.ts';
import { readOp } from '#shared/charter/ops/op.ts';

/** Found by `npm run fuzz`. */
test('[T-13] [CHA-1] a list is no map of policies: the op would have two encodings', () => {
  expect(readOp(encode({ t: 'settings', deps: [], policies: {} })).ok).toBe(true);
  expect(readOp(encode({ t: 'settings', deps: [], policies: [] })).ok).toBe(false);
});
