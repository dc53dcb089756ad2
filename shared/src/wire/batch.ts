/** Frames one after the other, each with its length before it: what one WebSocket message holds. */
import { fault, ok, type Result } from '#shared/errors.ts';
import { encodeFrame, readFrame } from './frame.ts';
import { MAX_BATCH, type Frame } from './frames.ts';
import { putVaruint, readVaruint, varuintLength, type Cursor } from './varuint.ts';

export const encodeBatch = (frames: readonly Frame[]): Uint8Array => joinFrames(frames.map(encodeFrame));

/** Joins frames that are encoded already (a relay encodes once for many receivers). */
export function joinFrames(frames: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(frames.reduce((sum, frame) => sum + varuintLength(frame.length) + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    at = putVaruint(bytes, at, frame.length);
    bytes.set(frame, at);
    at += frame.length;
  }
  return bytes;
}

/** The frames of a batch, or a fault for the whole of it: who sends one bad frame is not listened to further. */
export function readBatch(bytes: Uint8Array): Result<Frame[]> {
  if (bytes.length > MAX_BATCH) return fault('too-large', `a batch of ${bytes.length} bytes; the most is ${MAX_BATCH}`);
  const cursor: Cursor = { bytes, at: 0 };
  const frames: Frame[] = [];
  while (cursor.at < bytes.length) {
    const length = readVaruint(cursor);
    if (length === undefined || length === 0 || cursor.at + length > bytes.length)
      return fault('bad-frame', 'a batch cut short');
    const frame = readFrame(bytes.subarray(cursor.at, cursor.at + length));
    if (!frame.ok) return frame;
    frames.push(frame.value);
    cursor.at += length;
  }
  return ok(frames);
}
