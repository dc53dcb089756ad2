/**
 * By which way each entry of a room first came to this device, and how the room was reached when this device wrote one. Known
 * here alone: nothing of it is in an entry, and no other device is told. What came before this was kept has no way.
 */
import { actingIdentity, type CharterState } from '#shared/charter/state.ts';
import type { Entry } from '#shared/entry/entry.ts';
import {
  documentId,
  segmentOf,
  type DeviceId,
  type DocumentId,
  type RoomId,
  type Segment,
  type WriterId,
} from '#shared/ids.ts';
import { afterPrefix, type Change, type DeviceStore } from '#shared/ports/deviceStore.ts';
import type { ConnectionState } from './connectionState.ts';
import type { Slot, Way } from './messages/rows.ts';

const PREFIX = 'ways/';

/** From this slot of a list on, up to the next run. */
type Run = readonly [from: number, way: Way];

/** Of an entry that a link brought: the relay's, or that of a peer's device. */
export function wayOf(state: CharterState, own: DeviceId, author: DeviceId, peer: DeviceId | undefined): Way {
  if (peer === undefined) return 'relay';
  const whose = actingIdentity(state, peer);
  if (whose === undefined) return 'friend';
  if (whose === actingIdentity(state, author)) return 'straight';
  return whose === actingIdentity(state, own) ? 'own' : 'friend';
}

/** How a room is reached now, by what a person is told of it. */
export function wayOut({ current, isCutOff }: ConnectionState, room: RoomId): Way {
  if ((current.direct?.[room]?.devices ?? 0) > 0) return 'straight';
  return isCutOff ? 'offline' : 'relay';
}

export class Ways {
  readonly #room: RoomId;
  readonly #store: DeviceStore;
  readonly #runs = new Map<DocumentId, Map<WriterId, Run[]>>();
  readonly #unsaved = new Set<string>();
  readonly #followed = new Set<Segment>();

  constructor(room: RoomId, store: DeviceStore) {
    this.#room = room;
    this.#store = store;
  }

  async load(segment: Segment): Promise<void> {
    const prefix = `${PREFIX}${documentId(this.#room, segment)}/`;
    const lists = this.#lists(segment);
    for (const { key, value } of await this.#store.range('index', { from: prefix, to: afterPrefix(prefix) })) {
      const writer = Number(key.slice(prefix.length)) as WriterId;
      if (!lists.has(writer)) lists.set(writer, [...(value as readonly Run[])]);
    }
  }

  /** What comes from now on is news; what was read back until here was noted when it came. */
  follow(segment: Segment): void {
    this.#followed.add(segment);
  }

  note(entries: readonly Entry[], wayOfEntry: (entry: Entry) => Way): void {
    for (const entry of entries)
      if (this.#followed.has(segmentOf(entry.document))) this.#note(entry, wayOfEntry(entry));
  }

  of({ segment, writer, seq }: Slot): Way | undefined {
    return this.#lists(segment)
      .get(writer)
      ?.findLast(([from]) => from <= seq)?.[1];
  }

  /** To be written with the rows that show it. */
  unsaved(): readonly Change[] {
    const changes = [...this.#unsaved].map((key): Change => {
      const [room = '', segment = '', writer] = key.split('/');
      const runs = this.#lists(segmentOf(`${room}/${segment}` as DocumentId)).get(Number(writer) as WriterId);
      return { table: 'index', key: PREFIX + key, value: runs };
    });
    this.#unsaved.clear();
    return changes;
  }

  /** An own list that is taken back (LOG-9) is filled anew from an earlier slot. */
  #note({ document, writer, seq }: Entry, way: Way): void {
    const lists = this.#lists(segmentOf(document));
    const known = lists.get(writer) ?? [];
    const runs = known.filter(([from]) => from < seq);
    if (runs.at(-1)?.[1] !== way) runs.push([seq, way]);
    else if (runs.length === known.length) return;
    lists.set(writer, runs);
    this.#unsaved.add(`${document}/${writer}`);
  }

  #lists(segment: Segment): Map<WriterId, Run[]> {
    const document = documentId(this.#room, segment);
    const known = this.#runs.get(document) ?? new Map<WriterId, Run[]>();
    this.#runs.set(document, known);
    return known;
  }
}
