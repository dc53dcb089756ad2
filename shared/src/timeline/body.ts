/** TIM-1: the body of a timeline entry, `{t: op, s: seen, …}`. */
import * as v from 'valibot';
import { encode } from '#shared/cbor.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import { fieldsOf, isKnown, opKinds, type TimelineOp, type UnknownOp } from './ops/timelineOp.ts';
import { PREFIX_BYTES } from './prefix.ts';

/** Most heads an entry may cite. */
export const SEEN_LIMIT = 8;

export interface Body {
  readonly op: TimelineOp | UnknownOp;
  /** Prefixes (8 bytes) of the segment's heads seen since the writer's previous entry, at most 8. */
  readonly seen: readonly Uint8Array[];
}

const envelope = v.looseObject({
  t: v.string(),
  s: v.pipe(v.array(v.pipe(v.instance(Uint8Array), v.length(PREFIX_BYTES))), v.maxLength(SEEN_LIMIT)),
});

/** What a decoded body says. Faults make the entry a gap (ENT-3); an op of an unknown name is none. */
export function readBody(body: unknown): Result<Body> {
  const read = v.safeParse(envelope, body);
  if (!read.success) return fault('body', v.summarize(read.issues));
  const { s: seen, ...rest } = read.output;
  if (!isKnown(rest)) return ok({ op: rest, seen });
  const op = v.safeParse<(typeof opKinds)[TimelineOp['t']]['schema']>(opKinds[rest.t].schema, rest);
  return op.success ? ok({ op: op.output, seen }) : fault('op', v.summarize(op.issues));
}

/** The CBOR of a body, before padding. */
export const encodeBody = (op: TimelineOp, seen: readonly Uint8Array[]): Uint8Array =>
  encode({ ...fieldsOf(op), s: seen });
