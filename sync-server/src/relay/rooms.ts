/**
 * Rooms by id, brought in from the store when first asked for. Rooms nobody is in stay at hand up to a number, the longest
 * left going first; what a restart would lose of them is nothing.
 */
import { CHARTER, type RoomId, type Segment } from '#shared/ids.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { RelayStore, StoredBranch } from '#shared/ports/relayStore.ts';
import { keptBranches } from '#shared/sync/keptBranches.ts';
import type { DeviceLink } from './deviceLink.ts';
import { restoreForks, stopAtCuts, stopFromTheStart } from './storedStops.ts';
import { Room } from './room.ts';
import { RoomDocument } from './roomDocument.ts';
import { readStoredCharter } from './storedCharter.ts';

export class Rooms {
  readonly #store: RelayStore;
  readonly #idle: number;
  /** In the order in which they were last asked for. */
  readonly #rooms = new Map<RoomId, Promise<Room>>();
  readonly #loaded = new Map<RoomId, Room>();
  readonly #channels = new Map<number, { readonly room: Room; readonly document: RoomDocument }>();
  #nextChannel: number;

  constructor(store: RelayStore, nextChannel: number, idle: number) {
    this.#store = store;
    this.#nextChannel = nextChannel;
    this.#idle = idle;
  }

  load(id: RoomId): Promise<Room> {
    const loading = this.#rooms.get(id) ?? this.#read(id);
    this.#rooms.delete(id);
    this.#rooms.set(id, loading);
    loading.catch(() => this.#rooms.delete(id));
    return loading;
  }

  /** Whether this is still the room by its id: one nobody is in may be let go of at any time. */
  holds(room: Room): boolean {
    return this.#loaded.get(room.id) === room;
  }

  /** The room, where this link is in it. */
  of(link: DeviceLink, id: RoomId): Room | undefined {
    const room = this.#loaded.get(id);
    return room?.presences.has(link) ? room : undefined;
  }

  byChannel(channel: number): { readonly room: Room; readonly document: RoomDocument } | undefined {
    return this.#channels.get(channel);
  }

  /** The document of a segment, which comes into being with its first entry. */
  document(room: Room, segment: Segment): RoomDocument {
    const known = room.documents.get(segment);
    if (known) return known;
    const document = this.#put(room, new RoomDocument(room.id, segment, this.#nextChannel++));
    stopFromTheStart(room, document);
    return document;
  }

  /** Lets go of a room whose memory can no longer be trusted: it is read anew when next asked for. */
  forget(room: Room): void {
    this.#rooms.delete(room.id);
    this.#loaded.delete(room.id);
    for (const { channel } of room.documents.values()) this.#channels.delete(channel);
  }

  /** Lets go of rooms nobody is in, beyond those to keep at hand. */
  async trim(): Promise<void> {
    for (const loading of [...this.#rooms.values()]) {
      if (this.#rooms.size <= this.#idle) return;
      const room = await loading;
      if (room.presences.size === 0 && room.busy === 0) this.forget(room);
    }
  }

  #put(room: Room, document: RoomDocument): RoomDocument {
    room.documents.set(document.segment, document);
    this.#channels.set(document.channel, { room, document });
    return document;
  }

  async #read(id: RoomId): Promise<Room> {
    const room = new Room(id);
    const [documents, markers, requests, forks, branches] = await Promise.all([
      this.#store.room(id),
      this.#store.markers(id),
      this.#store.requests(id),
      this.#store.forks(id),
      this.#store.branches(id),
    ]);
    for (const stored of documents) this.#put(room, new RoomDocument(id, stored.segment, stored.number, stored));
    for (const marker of markers) room.markers.set(marker.device, marker);
    for (const request of requests) room.requests.set(request.hash, request);
    await this.#foldCharter(room, branches);
    await restoreForks(this.#store, room, forks);
    await stopAtCuts(this.#store, room);
    this.#loaded.set(id, room);
    return room;
  }

  /** The signatures its ops carry were found good before they were stored. */
  async #foldCharter(room: Room, branches: readonly StoredBranch[]): Promise<void> {
    const document = room.documents.get(CHARTER);
    if (!document) return;
    const taken = (entry: Entry): void => void room.charter.add(entry, { trusted: true });
    const kept = keptBranches(
      document.log.document,
      branches.map(({ entry }) => entry),
    );
    const { beside } = await readStoredCharter(this.#store, document, { ...room.judge, taken }, kept);
    room.beside.add(beside);
  }
}
