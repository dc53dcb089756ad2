/** CHA-2: what a member may be, lowest first. */
export const RANKS = ['reader', 'member', 'moderator', 'admin', 'owner'] as const;
export type Rank = (typeof RANKS)[number];

/** Higher is more; who is not in the room stands below every rank. */
export const heightOf = (rank: Rank | undefined): number => (rank === undefined ? -1 : RANKS.indexOf(rank));

/** Strictly above: nobody acts on an equal. */
export const outranks = (rank: Rank | undefined, other: Rank | undefined): boolean => heightOf(rank) > heightOf(other);

export const atLeast = (rank: Rank | undefined, least: Rank): boolean => heightOf(rank) >= heightOf(least);

export const lowerOf = (a: Rank | undefined, b: Rank | undefined): Rank | undefined => (outranks(a, b) ? b : a);
export const higherOf = (a: Rank | undefined, b: Rank | undefined): Rank | undefined => (outranks(b, a) ? b : a);
