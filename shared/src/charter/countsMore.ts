/** CHA-5: whether a charter that grew takes less from people than before: then what was refused for a cut is asked for again. */
import type { Lowering } from '#shared/charter/state.ts';
import type { EntryId, IdentityId } from '#shared/ids.ts';

type Lowerings = ReadonlyMap<IdentityId, readonly Lowering[]>;

/** `wasHere`: was the op in the charter before, whether or not it did anything? */
export const countsMore = (before: Lowerings, now: Lowerings, wasHere: (op: EntryId) => boolean): boolean =>
  [...before].some(([identity, lowerings]) => {
    const left = now.get(identity) ?? [];
    return left !== lowerings && reachesFurther(lowerings, left, wasHere);
  });

/**
 * Is one of these lowerings void by now, or has it a cut that it did not have before? Or is it undone by an op that was void before:
 * what rests on one that is new here was not refused, for it waited for that op.
 */
export const reachesFurther = (
  before: readonly Lowering[],
  now: readonly Lowering[],
  wasHere: (op: EntryId) => boolean,
): boolean =>
  before.some(({ id, cuts, undoneBy }) => {
    const known = now.find((lowering) => lowering.id === id);
    return (
      !known ||
      [...known.cuts].some(([writer, { count }]) => count > (cuts.get(writer)?.count ?? 0)) ||
      known.undoneBy.some((op) => !undoneBy.includes(op) && wasHere(op))
    );
  });
