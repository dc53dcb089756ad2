/** LOG-9: how a device notices that a writer of its own is ahead of what it holds: a cloned profile, a restored database. */
import type { DeviceId, DocumentId, WriterId } from '#shared/ids.ts';
import { CHARTER, segmentOf } from '#shared/ids.ts';
import { MAX_N } from '#shared/entry/limits.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { writerId } from '#shared/log/writerId.ts';

/**
 * True when someone has more of this own writer than this device ever made. Continuing that list would fork it, so the
 * device goes on under the next n. `mine` counts all it made, sent or not.
 */
export const isAheadOfMe = (theirs: StateVector, writer: WriterId, mine: number): boolean =>
  (theirs.get(writer) ?? 0) > mine;

/** The lowest n above `after` under which nobody has seen this device write; undefined when all are spent. */
export function nextN(
  document: DocumentId,
  device: DeviceId,
  after: number,
  seen: (writer: WriterId) => boolean,
): number | undefined {
  const limit = segmentOf(document) === CHARTER ? 1 : MAX_N;
  for (let n = after + 1; n < limit; n++) if (!seen(writerId(document, device, n))) return n;
  return undefined;
}
