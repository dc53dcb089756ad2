/** What ops are made of. On the wire ids and keys are byte strings; in a parsed op ids are text. */
import * as v from 'valibot';
import { toText } from '#shared/bytes.ts';
import { MAX_HLC_MS } from '#shared/entry/hlc.ts';
import { type EntryId, isMonth } from '#shared/ids.ts';
import { RANKS } from '#shared/charter/rank.ts';

/** CHA-1: more heads than this are first merged by entries. */
export const MAX_DEPS = 32;

export const bytesField = (least: number, most = least) =>
  v.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && value.length >= least && value.length <= most,
    `wants ${least} to ${most} bytes`,
  );
export const keyField = bytesField(32);
export const signatureField = bytesField(64);

export const idField = <Id extends string>() =>
  v.pipe(
    keyField,
    v.transform((bytes) => toText(bytes) as Id),
  );

const ascending = (ids: readonly string[]): boolean => ids.every((id, at) => at === 0 || (ids[at - 1] ?? '') < id);

/** Ids in ascending order, each once: the same set has one form. */
export const idsField = <Id extends string>(most: number) =>
  v.pipe(v.array(idField<Id>()), v.maxLength(most), v.check<Id[], string>(ascending, 'ids out of order'));

export const depsField = idsField<EntryId>(MAX_DEPS);
export const monthField = v.pipe(v.string(), v.check(isMonth, 'not a month'));
export const roleField = v.picklist(RANKS);
/** ms UTC, as far as an entry's own time goes: beyond what a `Date` holds, showing it would throw. */
export const timeField = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_HLC_MS));
