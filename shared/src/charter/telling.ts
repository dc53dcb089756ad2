/** MRK-3: what devices of a room tell each other beside what people say. */
import type { CharterState } from '#shared/charter/state.ts';

/** In a larger room nobody says what they have, or that they are there: everybody telling everybody would be most of the traffic. */
const MOST_MEMBERS = 50;

type Settled = Pick<CharterState, 'members' | 'policies'>;

/** Neither does a room that has settled not to. */
export const tellsReceipts = ({ members, policies }: Settled): boolean =>
  policies.receipts && members.size <= MOST_MEMBERS;

export const tellsPresence = ({ members, policies }: Settled): boolean =>
  policies.presence && members.size <= MOST_MEMBERS;
