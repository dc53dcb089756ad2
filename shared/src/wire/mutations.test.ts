/** Hostile bytes on a link, by the thousand. `GRAPEVINE_MUTATIONS=1000000` for the long run. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { equalBytes } from '#shared/bytes.ts';
import { anyFrameOf, FRAME_TYPES } from '#testing/anyFrame.ts';
import { mutate } from '#testing/mutate.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { encodeBatch, readBatch } from './batch.ts';
import { encodeFrame, readFrame } from './frame.ts';

const ROUNDS = Number(process.env['GRAPEVINE_MUTATIONS'] ?? 20_000);
const SEED = Number(process.env['GRAPEVINE_SEED'] ?? 20261120);
const SAMPLES = 8;

test(
  `[T-13] [SYN-1] of ${ROUNDS} mutated frames none throws or hangs, and what is read has just those bytes`,
  () => {
    const frames = FRAME_TYPES.flatMap((type) => fc.sample(anyFrameOf(type), { seed: SEED, numRuns: SAMPLES }));
    const originals = frames.map(encodeFrame);
    const random = seededRandom(SEED);
    let readable = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const original = originals[random.below(originals.length)];
      const bytes = original && random.below(10) > 0 ? mutate(original, random) : random.bytes(random.below(80));
      const read = readFrame(bytes);
      if (!read.ok) continue;
      readable++;
      if (!equalBytes(encodeFrame(read.value), bytes)) throw new Error(`seed ${SEED}, round ${round}: two encodings`);
    }
    expect(readable).toBeGreaterThan(ROUNDS / 100);
  },
  30_000 + ROUNDS,
);

test(
  `[T-13] [SYN-1] of ${ROUNDS} mutated batches none throws or hangs, and what is read has just those bytes`,
  () => {
    const frames = FRAME_TYPES.flatMap((type) => fc.sample(anyFrameOf(type), { seed: SEED, numRuns: SAMPLES }));
    const random = seededRandom(SEED);
    for (let round = 0; round < ROUNDS; round++) {
      const begin = random.below(frames.length);
      const bytes = mutate(encodeBatch(frames.slice(begin, begin + random.below(4))), random);
      const read = readBatch(bytes);
      if (read.ok && !equalBytes(encodeBatch(read.value), bytes))
        throw new Error(`seed ${SEED}, round ${round}: two encodings`);
    }
  },
  30_000 + ROUNDS,
);
