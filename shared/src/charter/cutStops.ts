/**
 * LOG-7, CHA-5: where lists stop because their author was put out or made a reader. Some replicas took in what was written beyond
 * before they heard of it, and others never did, so that only what comes before is compared. A list stays stopped when its
 * author comes back: what they write then is another list. Whose way in turned out void has no list at all, until another way brings them in.
 */
import type { Charter } from '#shared/charter/charter.ts';
import { isBrought } from '#shared/charter/countedRank.ts';
import { mayWriteAs, type Lowering } from '#shared/charter/state.ts';
import type { WriterId } from '#shared/ids.ts';
import type { WriterHead } from '#shared/log/documentLog.ts';

/** Of the lists that stop, how many entries count; `heads` are those of one timeline. */
export function cutStops(charter: Charter, heads: ReadonlyMap<WriterId, WriterHead>): Map<WriterId, number> {
  const state = charter.state();
  const stops = new Map<WriterId, number>();
  const stop = (writer: WriterId, count: number): void =>
    void stops.set(writer, Math.min(count, stops.get(writer) ?? Infinity));
  for (const [identity, lowerings] of state.lowerings) {
    const devices = state.devicesOf.get(identity) ?? [];
    for (const lowering of lowerings) {
      if (mayWriteAs(state, lowering.leaves)) continue;
      for (const { writer, count } of lowering.cuts.values()) stop(writer, count);
      const lowered = lowering.device === undefined ? devices : [lowering.device];
      for (const [writer, head] of heads)
        if (lowered.includes(head.device) && !lowering.cuts.has(writer) && !isLater(charter, lowering, head))
          stop(writer, 0);
    }
  }
  for (const [writer, { device, heads: now, ground = now }] of heads)
    if (!isBrought(charter, device, ground)) stop(writer, 0);
  return stops;
}

/** Begun after its author had come back. */
const isLater = (charter: Charter, { undoneBy }: Lowering, { heads, ground = heads }: WriterHead): boolean =>
  undoneBy.some((op) => charter.descends(ground, [op]));
