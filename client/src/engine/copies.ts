/**
 * Where copies of a room's entries are known to be (MRK-2): on the relay, by its own acknowledgements and state vectors; on
 * other members' devices, by their markers, and by what peers acknowledge. Nothing here is guessed, and what is known only grows.
 */
import {
  documentId,
  type DeviceId,
  type DocumentId,
  type IdentityId,
  type RoomId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { EVERY_WRITER, speaksOf } from '#shared/log/vectorPages.ts';
import type { MarkerBody } from '#shared/sync/marker.ts';
import { equalBytes } from '#shared/bytes.ts';
import type { Receipts } from './messages/rows.ts';

/** A writer of this device in a segment: how many entries it has there, and the segment's digest with all of them. */
export interface OwnWriter {
  readonly segment: Segment;
  readonly writer: WriterId;
  readonly count: number;
  readonly digest: Uint8Array;
}

export class Copies {
  readonly #relay = new Map<DocumentId, Map<WriterId, number>>();
  readonly #devices = new Map<DeviceId, MarkerBody>();
  /** What devices said straight to this one: durable there. */
  readonly #peers = new Map<DeviceId, Map<Segment, Map<WriterId, number>>>();
  /** What was known in an earlier run, by `<segment>/<writer>`. */
  #before: Receipts['counts'] = {};

  /** Takes up what an earlier run had found out: it has not become less true. */
  remember(room: RoomId, { counts }: Receipts): void {
    this.#before = counts;
    for (const [key, { relay }] of Object.entries(counts)) {
      const [segment = '', writer] = key.split('/');
      this.onRelay(documentId(room, segment), new Map([[Number(writer) as WriterId, relay]]));
    }
  }

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

  /** The relay lost its disk: it says itself what it has now, of these writers. */
  forgetRelay(document: DocumentId, span = EVERY_WRITER): void {
    const known = this.#relay.get(document);
    for (const writer of [...(known?.keys() ?? [])]) if (speaksOf(span, writer)) known?.delete(writer);
  }

  onDevice(device: DeviceId, body: MarkerBody): void {
    this.#devices.set(device, body);
  }

  onPeer(device: DeviceId, segment: Segment, counts: StateVector): void {
    const known = this.#peers.get(device) ?? new Map<Segment, Map<WriterId, number>>();
    this.#peers.set(device, known);
    known.set(segment, new Map([...(known.get(segment) ?? []), ...counts]));
  }

  /** The most each other person has of an own writer. */
  members(
    at: OwnWriter,
    identityOf: (device: DeviceId) => IdentityId | undefined,
    me: IdentityId,
  ): Receipts['counts'][string]['members'] {
    const most: Record<IdentityId, number> = { ...this.#before[`${at.segment}/${at.writer}`]?.members };
    for (const device of new Set([...this.#devices.keys(), ...this.#peers.keys()])) {
      const identity = identityOf(device);
      if (!identity || identity === me) continue;
      const body = this.#devices.get(device);
      const acknowledged = this.#peers.get(device)?.get(at.segment)?.get(at.writer) ?? 0;
      const held = Math.max(acknowledged, body ? heldOf(body, at) : 0);
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
