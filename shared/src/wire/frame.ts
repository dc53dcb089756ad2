/** One frame to bytes and back. Reading is strict: a frame has exactly one encoding, and anything else is a fault. */
import * as v from 'valibot';
import { decode, encode, isMap } from '#shared/cbor.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import type { WriterId } from '#shared/ids.ts';
import { FrameType, MAX_FRAME, type Ack, type Frame, type Sync } from './frames.ts';
import { frameSchemas } from './frameSchemas.ts';
import { putVaruint, readVaruint, varuintLength, type Cursor } from './varuint.ts';

type BodyType = keyof typeof frameSchemas;
const NAMES = new Map<number, Frame['type']>(
  (Object.entries(FrameType) as [Frame['type'], number][]).map(([name, code]) => [code, name]),
);

export function encodeFrame(frame: Frame): Uint8Array {
  if (frame.type === 'sync') return encodeSync(frame);
  if (frame.type === 'ack') return encodeAck(frame);
  const { type, ...body } = frame;
  const encoded = encode(body);
  const bytes = new Uint8Array(1 + encoded.length);
  bytes[0] = FrameType[type];
  bytes.set(encoded, 1);
  return bytes;
}

export function readFrame(bytes: Uint8Array): Result<Frame> {
  if (bytes.length > MAX_FRAME) return fault('too-large', `a frame of ${bytes.length} bytes; the most is ${MAX_FRAME}`);
  const name = NAMES.get(bytes[0] ?? -1);
  if (!name) return fault('bad-frame', `unknown frame type ${bytes[0] ?? 'nothing'}`);
  if (name === 'sync') return readSync(bytes);
  if (name === 'ack') return readAck(bytes);
  return readBody(name, bytes.subarray(1));
}

function readBody(type: BodyType, bytes: Uint8Array): Result<Frame> {
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  if (!isMap(decoded.value)) return fault('bad-frame', `${type}: a body is a map`);
  const parsed = v.safeParse(frameSchemas[type], decoded.value);
  if (!parsed.success) return fault('bad-frame', `${type}: ${parsed.issues[0].message}`);
  return ok({ type, ...parsed.output } as Frame);
}

function encodeSync({ channel, message }: Sync): Uint8Array {
  const bytes = new Uint8Array(1 + varuintLength(channel) + message.length);
  bytes[0] = FrameType.sync;
  bytes.set(message, putVaruint(bytes, 1, channel));
  return bytes;
}

function readSync(bytes: Uint8Array): Result<Frame> {
  const cursor: Cursor = { bytes, at: 1 };
  const channel = readVaruint(cursor);
  if (channel === undefined) return fault('bad-frame', 'sync: no channel number');
  return ok({ type: 'sync', channel, message: bytes.subarray(cursor.at) });
}

function encodeAck({ channel, counts }: Ack): Uint8Array {
  let length = 1 + varuintLength(channel) + varuintLength(counts.size);
  for (const [writer, count] of counts) length += varuintLength(writer) + varuintLength(count);
  const bytes = new Uint8Array(length);
  bytes[0] = FrameType.ack;
  let at = putVaruint(bytes, putVaruint(bytes, 1, channel), counts.size);
  for (const [writer, count] of counts) at = putVaruint(bytes, putVaruint(bytes, at, writer), count);
  return bytes;
}

function readAck(bytes: Uint8Array): Result<Frame> {
  const cursor: Cursor = { bytes, at: 1 };
  const channel = readVaruint(cursor);
  const size = readVaruint(cursor);
  const counts = new Map<WriterId, number>();
  // Each pair takes two bytes at least: a claimed size beyond that is a lie and nothing is made room for.
  if (channel === undefined || size === undefined || size * 2 > bytes.length - cursor.at)
    return fault('bad-frame', 'ack: cut short');
  for (let i = 0; i < size; i++) {
    const writer = readVaruint(cursor);
    const count = readVaruint(cursor);
    if (writer === undefined || count === undefined) return fault('bad-frame', 'ack: cut short');
    counts.set(writer as WriterId, count);
  }
  if (cursor.at !== bytes.length || counts.size !== size)
    return fault('bad-frame', 'ack: trailing bytes or a writer twice');
  return ok({ type: 'ack', channel, counts });
}
