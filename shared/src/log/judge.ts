import type { Fault } from '#shared/errors.ts';
import type { DeviceId, DocumentId, EntryId } from '#shared/ids.ts';

/**
 * Who may write, as the charter says. The guard knows no charter: it asks. Answers follow from the stated heads alone, never
 * from what else is known, so that all replicas take the same entries whatever the order they come in.
 */
export interface Judge {
  /** True when this charter entry, and so all its ancestors, are here. */
  has(head: EntryId): boolean;
  /** What forbids this device to write in this document at these heads; `heads` is empty for the charter itself. */
  judge(document: DocumentId, device: DeviceId, heads: readonly EntryId[]): Fault | undefined;
  /** ENT-4: true when each of `earlier` is one of `later` or an ancestor of one. Without it heads are not compared. */
  descends?(later: readonly EntryId[], earlier: readonly EntryId[]): boolean;
}
