/**
 * LOG-5: an id commits to everything before it, signatures included, so one good signature vouches for the whole list up
 * to it. Only every 32nd entry of a list and the last of a run are checked.
 */
import { verify } from '#shared/crypto/sign.ts';
import { entryDigest } from '#shared/entry/identify.ts';
import type { ChainLink } from '#shared/log/chain.ts';

export const CHECKPOINT = 32;

export const isSigned = (link: ChainLink, key: Uint8Array): boolean =>
  verify(link.raw.signature, entryDigest(link.core), key);

/**
 * How many of the links, from the first, are vouched for. At most one check a checkpoint, and 31 more where the run goes
 * bad: there the good entries before the bad one are found from the end, one by one.
 */
export function vouchedFor(links: readonly ChainLink[], key: Uint8Array): number {
  let good = 0;
  for (let i = 0; i < links.length; i++) {
    const link = links[i];
    const due = i === links.length - 1 || (link && link.seq % CHECKPOINT === CHECKPOINT - 1);
    if (!link || !due) continue;
    if (!isSigned(link, key)) return lastSigned(links, good, i, key);
    good = i + 1;
  }
  return good;
}

function lastSigned(links: readonly ChainLink[], good: number, bad: number, key: Uint8Array): number {
  for (let i = bad - 1; i >= good; i--) {
    const link = links[i];
    if (link && isSigned(link, key)) return i + 1;
  }
  return good;
}
