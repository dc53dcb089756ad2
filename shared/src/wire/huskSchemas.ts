/** Bodies of the frames about husks (ENT-6). */
import * as v from 'valibot';
import { MAX_ENTRY, MAX_SEQ } from '#shared/entry/limits.ts';
import { isKeyText, isMonth, type DeviceId, type EntryId, type RoomId, type WriterId } from '#shared/ids.ts';

/** Orders one frame may carry: so many fit the largest frame, some 350 bytes each. */
export const MAX_ORDERS = 1500;
/** Holes one frame may tell of. */
export const MAX_HOLES = 4096;
/** Payloads one frame may carry: so many of the largest fit. */
export const MAX_PAYLOADS = 32;

const key = <Id extends string>() => v.custom<Id>((value) => typeof value === 'string' && isKeyText(value));
const month = v.custom<string>((value) => typeof value === 'string' && isMonth(value));
const bytes = (length: number) =>
  v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length);
const writer = v.custom<WriterId>((value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_SEQ - 1));
const room = key<RoomId>();

export const huskOrderSchema = v.strictObject({
  writer,
  seq,
  id: key<EntryId>(),
  target: key<EntryId>(),
  delete: key<EntryId>(),
  device: key<DeviceId>(),
  signature: bytes(64),
});

export const huskSchemas = {
  husks: v.strictObject({
    room,
    segment: month,
    digest: bytes(32),
    orders: v.pipe(v.array(huskOrderSchema), v.maxLength(MAX_ORDERS)),
    holes: v.pipe(v.array(v.strictTuple([writer, seq])), v.maxLength(MAX_HOLES)),
  }),
  payloads: v.strictObject({
    room,
    segment: month,
    payloads: v.pipe(
      v.array(
        v.strictTuple([
          writer,
          seq,
          v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= MAX_ENTRY),
        ]),
      ),
      v.maxLength(MAX_PAYLOADS),
    ),
  }),
} as const;
