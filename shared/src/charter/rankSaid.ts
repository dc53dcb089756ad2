import { type AllowedNode, areConcurrent, descends, type Ranked } from '#shared/charter/node.ts';
import { compareRanked } from '#shared/charter/fold.ts';
import { outdoes } from '#shared/charter/membership.ts';
import type { Rank } from '#shared/charter/rank.ts';

/** What an accepted op says somebody is; `is` undefined: not in the room. */
export interface Said extends Ranked {
  readonly node: AllowedNode;
  readonly is: Rank | undefined;
}

/** What accepted ops make of one person, in the order of CHA-4's state: the same that membership.ts does step by step. */
export function rankSaid(said: readonly Said[]): Rank | undefined {
  const seats = said.filter(({ is }) => is !== undefined);
  const isBack = (out: Said): boolean => seats.some(({ node }) => descends(node, out.node));
  if (!said.every((one) => one.is !== undefined || isBack(one))) return undefined;
  const weightOf = ({ node, rank }: Said) => ({
    by: rank,
    left: said.filter((out) => out.is === undefined && descends(node, out.node)).length,
  });
  const isOutdone = (seat: Said): boolean =>
    seats.some((other) => areConcurrent(other.node, seat.node) && outdoes(weightOf(other), weightOf(seat)));
  return seats.sort(compareRanked).reduce<Rank | undefined>((is, seat) => (isOutdone(seat) ? is : seat.is), undefined);
}
