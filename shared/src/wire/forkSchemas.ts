/** Bodies of the frames about forks (LOG-7, LOG-8). */
import * as v from 'valibot';
import { MAX_ENTRY, MAX_SEQ, maxSeq } from '#shared/entry/limits.ts';
import { CHARTER, isKeyText, isMonth, type DeviceId, type EntryId, type RoomId, type WriterId } from '#shared/ids.ts';

/** Slots one frame may ask about: a document with more writers is compared in several. */
export const MAX_SLOTS = 4096;
/** LOG-8; of a branch, entries. */
const MAX_BRANCH_ENTRIES = 32;

const key = <Id extends string>() => v.custom<Id>((value) => typeof value === 'string' && isKeyText(value));
const segment = v.custom<string>((value) => typeof value === 'string' && (value === CHARTER || isMonth(value)));
const entry = v.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= MAX_ENTRY);
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const writer = v.custom<WriterId>((value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0);
const seq = v.pipe(whole, v.maxValue(MAX_SEQ));
const room = key<RoomId>();
const branch = v.strictObject({
  previous: v.exactOptional(key<EntryId>()),
  entries: v.pipe(v.array(entry), v.minLength(1), v.maxLength(MAX_BRANCH_ENTRIES)),
});

const charterSeq = v.pipe(whole, v.maxValue(maxSeq(CHARTER) - 1));
const list = v.strictObject({
  device: key<DeviceId>(),
  seq: charterSeq,
  previous: v.exactOptional(key<EntryId>()),
  entries: v.pipe(v.array(entry), v.minLength(1), v.maxLength(maxSeq(CHARTER))),
});

export const forkSchemas = {
  compare: v.strictObject({
    room,
    segment,
    slots: v.pipe(v.array(v.strictTuple([writer, seq])), v.maxLength(MAX_SLOTS)),
  }),
  compared: v.strictObject({
    room,
    segment,
    slots: v.pipe(v.array(v.strictTuple([writer, seq, key<EntryId>()])), v.maxLength(MAX_SLOTS)),
  }),
  show: v.strictObject({ room, segment, writer, seq }),
  shown: v.strictObject({ room, segment, writer, seq, branch: v.exactOptional(branch) }),
  fork: v.strictObject({
    room,
    segment,
    device: key<DeviceId>(),
    n: whole,
    seq,
    branches: v.strictTuple([branch, branch]),
  }),
  need: v.strictObject({ room, id: key<EntryId>(), from: charterSeq }),
  given: v.strictObject({ room, id: key<EntryId>(), list: v.exactOptional(list) }),
} as const;
