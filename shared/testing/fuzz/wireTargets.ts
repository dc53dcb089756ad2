import fc from 'fast-check';
import { equalBytes } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { encodeStateVector, readStateVector } from '#shared/log/stateVector.ts';
import { readSyncMessage, writeStep1, writeStep2, writeUpdate } from '#shared/log/syncMessage.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { encodeBatch, readBatch } from '#shared/wire/batch.ts';
import { encodeFrame, readFrame } from '#shared/wire/frame.ts';
import { anyFrameOf, FRAME_TYPES } from '#testing/anyFrame.ts';
import type { SeededRandom } from '#testing/seededRandom.ts';
import { lists, timelineDocument } from '#testing/writers.ts';
import { reshapeCbor } from './reshapeCbor.ts';
import { must, outcomeOf, type Target } from './target.ts';

const SAMPLES = 4;
const frames = FRAME_TYPES.flatMap((type) => fc.sample(anyFrameOf(type), { seed: 1, numRuns: SAMPLES }));

/** A frame is its type's byte and a map. */
export function reshapeFrame(bytes: Uint8Array, random: SeededRandom): Uint8Array | undefined {
  const body = reshapeCbor(bytes.subarray(1), random);
  return body && Uint8Array.from([random.below(8) === 0 ? random.below(32) : (bytes[0] ?? 0), ...body]);
}

const frameTarget: Target = {
  name: 'frames',
  seeds: frames.map(encodeFrame),
  reshape: reshapeFrame,
  read(input) {
    const frame = readFrame(input);
    if (frame.ok) must(equalBytes(encodeFrame(frame.value), input), 'a frame with two encodings');
    return frame.ok ? frame.value.type : outcomeOf(frame);
  },
};

const batchTarget: Target = {
  name: 'batches',
  seeds: [0, 3, 9, 20].map((from) => encodeBatch(frames.slice(from, from + 4))),
  read(input) {
    const batch = readBatch(input);
    if (batch.ok) must(equalBytes(encodeBatch(batch.value), input), 'a batch with two encodings');
    return batch.ok ? `${batch.value.length} frames` : outcomeOf(batch);
  },
};

const cborTarget: Target = {
  name: 'cbor',
  seeds: [{}, { a: [1, 'b', new Uint8Array(3)], c: { d: null, e: true } }, [[[[]]]]].map(encode),
  reshape: reshapeCbor,
  read(input) {
    const value = decode(input);
    if (value.ok) must(equalBytes(encode(value.value), input), 'a value with two encodings');
    return outcomeOf(value);
  },
};

const runs = lists({ document: timelineDocument(1), writers: 3, each: 2 });
const vector = new Map(runs.map(({ writer }, place) => [writer, place * 1000]));

const messageTarget: Target = {
  name: 'sync messages',
  seeds: [writeStep1(vector), writeStep2(encodeUpdate(runs)), writeUpdate(encodeUpdate(runs.slice(1)))],
  read(input) {
    const message = readSyncMessage(input);
    if (message.ok && message.value.step === 1)
      must(equalBytes(writeStep1(message.value.vector), input), 'a message with two encodings');
    return message.ok ? String(message.value.step) : outcomeOf(message);
  },
};

const vectorTarget: Target = {
  name: 'state vectors',
  seeds: [encodeStateVector(vector), encodeStateVector(new Map())],
  read(input) {
    const read = readStateVector(input);
    if (read.ok) must(equalBytes(encodeStateVector(read.value), input), 'a vector with two encodings');
    return outcomeOf(read);
  },
};

export const wireTargets: readonly Target[] = [frameTarget, batchTarget, cborTarget, messageTarget, vectorTarget];
