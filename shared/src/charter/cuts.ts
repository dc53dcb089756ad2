/** CHA-5: up to where a writer's entries count. */
import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { idField } from '#shared/charter/ops/fields.ts';
import type { EntryId, WriterId } from '#shared/ids.ts';

/** Of a writer's entries the first `count` count; `last` is the id of the last of them. */
export interface Cut {
  readonly writer: WriterId;
  readonly count: number;
  readonly last: EntryId;
}

/** An op names this many writers beside a rotation and stays under CHA-7's 16 KiB; `cut.more` names the others. */
export const MAX_CUTS = 128;

const whole = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
const cutField = v.pipe(
  v.strictTuple([whole(0), whole(1), idField<EntryId>()]),
  v.transform(([writer, count, last]): Cut => ({ writer: writer as WriterId, count, last })),
);
const ascending = (cuts: readonly Cut[]): boolean =>
  cuts.every(({ writer }, at) => at === 0 || (cuts[at - 1]?.writer ?? 0) < writer);

/** Writers in ascending order, each once. Whom an op does not name, its author had seen nothing of. */
export const cutsField = v.pipe(
  v.array(cutField),
  v.maxLength(MAX_CUTS),
  v.check<Cut[], string>(ascending, 'writers out of order'),
);

export const packCuts = (cuts: readonly Cut[]): unknown[] =>
  cuts.map(({ writer, count, last }) => [writer, count, bytesOf(last)]);
