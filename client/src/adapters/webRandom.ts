import type { Random } from '#shared/ports/random.ts';

/** The most bytes `getRandomValues` gives in one call. */
const MOST_AT_ONCE = 65_536;

/** The browser's (or Node's) own generator; there in every context, http on a LAN included. */
export const webRandom: Random = {
  bytes(length) {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += MOST_AT_ONCE) crypto.getRandomValues(bytes.subarray(at, at + MOST_AT_ONCE));
    return bytes;
  },
};
