/** LOG-10: limits decided by an entry alone. */
import { CHARTER, type Segment } from '#shared/ids.ts';

/** The most bytes one entry may have. */
export const MAX_ENTRY = 20 * 1024;
/** Writers a device can have in one timeline, n below this; in a charter one. */
export const MAX_N = 16;
/** seq of a timeline's entry stays below. */
export const MAX_SEQ = 65_536;
const MAX_CHARTER_SEQ = 1024;

export const maxSeq = (segment: Segment): number => (segment === CHARTER ? MAX_CHARTER_SEQ : MAX_SEQ);
