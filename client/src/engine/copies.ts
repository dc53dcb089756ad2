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
import type { Read, Receipts, Whereabouts } from './messages/rows.ts';

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
  /** What was ever said to be read, by the same: a device may begin anew, and says then what it knows of. */
  readonly #read = new Map<string, Record<IdentityId, readonly Read[]>>();

  /** Takes up what an earlier run had found out: it has not become less true. */
  remember(room: RoomId, { counts }: Receipts): void {
    this.#before = counts;
    for (const [key, { relay, read }] of Object.entries(counts)) {
      if (read) this.#read.set(key, { ...read });
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

  /** What each other person has of an own writer, and has read: the most of their devices. */
  members(
    at: OwnWriter,
    identityOf: (device: DeviceId) => IdentityId | undefined,
    me: IdentityId,
  ): Omit<Whereabouts, 'relay'> {
    const key = `${at.segment}/${at.writer}`;
    const members: Record<IdentityId, number> = { ...this.#before[key]?.members };
    const read = { ...this.#read.get(key) };
    for (const device of new Set([...this.#devices.keys(), ...this.#peers.keys()])) {
      const identity = identityOf(device);
      if (!identity || identity === me) continue;
      const body = this.#devices.get(device);
      const said = body ? heldOf(body, at) : 0;
      const held = Math.max(this.#peers.get(device)?.get(at.segment)?.get(at.writer) ?? 0, said);
      if (held > 0) members[identity] = Math.max(members[identity] ?? 0, held);
      const claim = body && readOf(body, at.writer, said);
      if (claim) read[identity] = withRead(read[identity] ?? [], claim);
    }
    this.#read.set(key, read);
    return { members, ...(Object.keys(read).length > 0 ? { read } : {}) };
  }
}

/** What came in after the person had read counts as little as what is not there. */
function readOf({ read: upTo, since }: MarkerBody, writer: WriterId, held: number): Read | undefined {
  const count = Math.min(held, since?.find(([id]) => id === writer)?.[1] ?? held);
  return upTo === undefined || count === 0 ? undefined : { count, upTo };
}

const saysAll = (one: Read, other: Read): boolean => one.count >= other.count && one.upTo >= other.upTo;

const withRead = (known: readonly Read[], said: Read): readonly Read[] =>
  known.some((one) => saysAll(one, said)) ? known : [...known.filter((one) => !saysAll(said, one)), said];

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
