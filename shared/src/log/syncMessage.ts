/**
 * The sync messages of y-protocols, taken apart without applying anything: theirs apply before one can look. Step 1 comes in
 * a second form beside theirs, for vectors that fit no frame: `3 | length | most varuint | least varuint | vector`, a page of
 * one (LOG-10). Each page is answered like a step 1, by a step 2 for the writers in its span.
 */
import { concatBytes } from '#shared/bytes.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import { encodeStateVector, readStateVector, type StateVector } from '#shared/log/stateVector.ts';
import { EVERY_WRITER, isWhole, speaksOf, type VectorPage } from '#shared/log/vectorPages.ts';
import { putVaruint, readVaruint, varuintLength, type Cursor } from '#shared/wire/varuint.ts';

export type SyncMessage =
  | ({ readonly step: 1 } & VectorPage)
  /** The update's bytes are as unchecked as they came. */
  | { readonly step: 2 | 'update'; readonly update: Uint8Array };

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;
const STEP_1_PAGE = 3;

function write(type: number, body: Uint8Array): Uint8Array {
  const message = new Uint8Array(1 + varuintLength(body.length) + body.length);
  message[0] = type;
  message.set(body, putVaruint(message, 1, body.length));
  return message;
}

/** "This is what I have": asks for what is missing. */
export const writeStep1 = (vector: StateVector): Uint8Array => write(STEP_1, encodeStateVector(vector));

/** The same of the writers in one span; of all of them, it is a plain step 1. */
export function writeStep1Page(page: VectorPage): Uint8Array {
  if (isWhole(page)) return writeStep1(page.vector);
  const { most, least } = page;
  const span = new Uint8Array(varuintLength(most) + varuintLength(least));
  putVaruint(span, putVaruint(span, 0, most), least);
  return write(STEP_1_PAGE, concatBytes(span, encodeStateVector(page.vector)));
}

/** The answer to step 1. */
export const writeStep2 = (update: Uint8Array): Uint8Array => write(STEP_2, update);
export const writeUpdate = (update: Uint8Array): Uint8Array => write(UPDATE, update);

/** Of a message this side made: is it a question for what is missing? */
export const isStep1 = (message: Uint8Array): boolean => message[0] === STEP_1;

export function readSyncMessage(bytes: Uint8Array): Result<SyncMessage> {
  const cursor: Cursor = { bytes, at: 1 };
  const length = readVaruint(cursor);
  if (length === undefined || cursor.at + length !== bytes.length)
    return fault('sync-form', 'a sync message of another length than it says');
  const body = bytes.subarray(cursor.at);
  if (bytes[0] === STEP_2) return ok({ step: 2, update: body });
  if (bytes[0] === UPDATE) return ok({ step: 'update', update: body });
  if (bytes[0] === STEP_1_PAGE) return readStep1Page(body);
  if (bytes[0] !== STEP_1) return fault('sync-form', 'a sync message of unknown type');
  const vector = readStateVector(body);
  return vector.ok ? ok({ step: 1, ...EVERY_WRITER, vector: vector.value }) : vector;
}

function readStep1Page(body: Uint8Array): Result<SyncMessage> {
  const cursor: Cursor = { bytes: body, at: 0 };
  const most = readVaruint(cursor);
  const least = readVaruint(cursor);
  if (most === undefined || least === undefined || most < least)
    return fault('vector-form', 'a page of a state vector without a span');
  const span = { most, least };
  if (isWhole(span)) return fault('vector-form', 'a page that is a whole state vector');
  const vector = readStateVector(body.subarray(cursor.at));
  if (!vector.ok) return vector;
  const strays = [...vector.value.keys()].some((writer) => !speaksOf(span, writer));
  return strays
    ? fault('vector-form', 'a page with writers outside its span')
    : ok({ step: 1, ...span, vector: vector.value });
}
