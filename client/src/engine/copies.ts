/**
 * Where copies of a room's entries are known to be (MRK-2): on the relay, by its own acknowledgements and state vectors; on
 * other members' devices, by their markers. Nothing here is guessed, and what is known only grows.
 */
import type { DeviceId, DocumentId, IdentityId, Segment, WriterId } from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import type { MarkerBody } from '#shared/sync/marker.ts';
import { equalBytes } from '#shared/bytes.ts';
import type { Receipts } from './messages.ts';

export class Copies {
  readonly #relay = new Map<DocumentId, Map<WriterId, number>>();
  readonly #devices = new Map<DeviceId, MarkerBody>();

  onRelay(document: DocumentId, counts: StateVector): void {
    const known = this.#relay.get(document) ?? new Map<WriterId, number>();
    for (const [writer, count] of counts) known.set(writer, Math.max(known.get(writer) ?? 0, count));
    this.#relay.set(document, known);
  }

  relayCount(document: DocumentId, writer: WriterId): number {
    return this.#relay.get(document)?.get(writer) ?? 0;
  }

  /** True when the relay is known to hold everything in `mine`. */
  relayHasAll(document: DocumentId, mine: StateVector): boolean {
    return [...mine].every(([writer, count]) => this.relayCount(document, writer) >= count);
  }

  /** The relay lost its disk: it says itself what it has now. */
  forgetRelay(document: DocumentId): void {
    this.#relay.delete(document);
  }

  onDevice(device: DeviceId, body: MarkerBody): void {
    this.#devices.set(device, body);
  }

  /** Of one own writer in a segment that holds `count` entries and has this digest: the most each other person has. */
  members(
    at: { readonly segment: Segment; readonly writer: WriterId; readonly count: number; readonly digest: Uint8Array },
    identityOf: (device: DeviceId) => IdentityId | undefined,
    me: IdentityId,
  ): Receipts['counts'][string]['members'] {
    const most: Record<IdentityId, number> = {};
    for (const [device, body] of this.#devices) {
      const identity = identityOf(device);
      if (!identity || identity === me) continue;
      const held = heldOf(body, at);
      if (held > 0) most[identity] = Math.max(most[identity] ?? 0, held);
    }
    return most;
  }
}

function heldOf(
  body: MarkerBody,
  {
    segment,
    writer,
    count,
    digest,
  }: { readonly segment: Segment; readonly writer: WriterId; readonly count: number; readonly digest: Uint8Array },
): number {
  const said = body.segments[segment];
  if (!said) return 0;
  if (equalBytes(said.digest, digest)) return count;
  return said.counts?.find(([id]) => id === writer)?.[1] ?? 0;
}
