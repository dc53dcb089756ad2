import type { WriterId } from '#shared/ids.ts';
import { chain } from '#shared/log/chain.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import type { StopReason } from '#shared/log/stops.ts';

/**
 * LOG-7: lets lists stop at these counts, and finds which entries stand right before: `list` gives all that is held of a
 * writer, and is asked only for lists that reach their stop, or will: `reach` may be a log that is ahead of this one.
 */
export function markStops(
  log: DocumentLog,
  reason: StopReason,
  counts: ReadonlyMap<WriterId, number>,
  list: (writer: WriterId) => readonly Uint8Array[],
  reach: DocumentLog = log,
): void {
  log.stop(reason, counts);
  // Where one reason is gone, another may stand further down the list.
  for (const writer of log.stopped) {
    const stop = log.stopOf(writer);
    // Also of one that ends there, and may go on.
    if (stop > 0 && stop <= reach.count(writer))
      log.passed(writer, chain(log.document, writer, 0, undefined, list(writer).slice(0, stop)).links);
  }
}
