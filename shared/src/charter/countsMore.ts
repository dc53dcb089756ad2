/** CHA-5: whether a charter that grew takes less from people than before: then what was refused for a cut is asked for again. */
import type { Lowering } from '#shared/charter/state.ts';
import type { IdentityId } from '#shared/ids.ts';

type Lowerings = ReadonlyMap<IdentityId, readonly Lowering[]>;

export const countsMore = (before: Lowerings, now: Lowerings): boolean =>
  [...before].some(([identity, lowerings]) => {
    const left = now.get(identity) ?? [];
    return left !== lowerings && reachesFurther(lowerings, left);
  });

/** Is one of these lowerings void by now, or has it a cut that it did not have before? */
export const reachesFurther = (before: readonly Lowering[], now: readonly Lowering[]): boolean =>
  before.some(({ id, cuts }) => {
    const known = now.find((lowering) => lowering.id === id);
    return !known || [...known.cuts].some(([writer, { count }]) => count > (cuts.get(writer)?.count ?? 0));
  });
