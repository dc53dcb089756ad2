/** The sync messages of y-protocols, taken apart without applying anything: theirs apply before one can look. */
import { fault, ok, type Result } from '#shared/errors.ts';
import { encodeStateVector, readStateVector, type StateVector } from '#shared/log/stateVector.ts';
import { putVaruint, readVaruint, varuintLength, type Cursor } from '#shared/wire/varuint.ts';

export type SyncMessage =
  | { readonly step: 1; readonly vector: StateVector }
  /** The update's bytes are as unchecked as they came. */
  | { readonly step: 2 | 'update'; readonly update: Uint8Array };

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

function write(type: number, body: Uint8Array): Uint8Array {
  const message = new Uint8Array(1 + varuintLength(body.length) + body.length);
  message[0] = type;
  message.set(body, putVaruint(message, 1, body.length));
  return message;
}

/** "This is what I have": asks for what is missing. */
export const writeStep1 = (vector: StateVector): Uint8Array => write(STEP_1, encodeStateVector(vector));
/** The answer to step 1. */
export const writeStep2 = (update: Uint8Array): Uint8Array => write(STEP_2, update);
export const writeUpdate = (update: Uint8Array): Uint8Array => write(UPDATE, update);

export function readSyncMessage(bytes: Uint8Array): Result<SyncMessage> {
  const cursor: Cursor = { bytes, at: 1 };
  const length = readVaruint(cursor);
  if (length === undefined || cursor.at + length !== bytes.length)
    return fault('sync-form', 'a sync message of another length than it says');
  const body = bytes.subarray(cursor.at);
  if (bytes[0] === STEP_2) return ok({ step: 2, update: body });
  if (bytes[0] === UPDATE) return ok({ step: 'update', update: body });
  if (bytes[0] !== STEP_1) return fault('sync-form', 'a sync message of unknown type');
  const vector = readStateVector(body);
  return vector.ok ? ok({ step: 1, vector: vector.value }) : vector;
}
