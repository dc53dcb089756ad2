/**
 * A room whose members' entries are made before anything is measured: real charter, certificates, grants, seals and
 * signatures, as devices would make them.
 */
import { encode } from '#shared/cbor.ts';
import { makeGrants, makeRotate, ungranted, type Rotation } from '#shared/charter/epochs.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { sealBody } from '#shared/entry/seal.ts';
import { documentId, monthOf, type DocumentId, type RoomId, type Segment, type WriterId } from '#shared/ids.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { writerId } from '#shared/log/writerId.ts';
import { Person } from '#testing/charterPeople.ts';

/** All a member wrote, oldest first. */
export interface List {
  readonly writer: WriterId;
  readonly entries: readonly Uint8Array[];
}

export class BenchRoom {
  readonly room: RoomId;
  readonly month: Segment;
  readonly members: readonly Person[];
  readonly #document: DocumentId;
  readonly #rotation: Rotation;
  readonly #now: number;

  /** Rooms of different names are different rooms. */
  constructor(name: string, members: number, now = Date.now()) {
    this.#now = now;
    this.month = monthOf(now);
    this.members = Array.from({ length: members }, (_, i) => new Person(`${name} ${i}`));
    const owner = this.owner;
    owner.founds();
    this.room = owner.charter.room;
    for (const { certificate } of this.members.slice(1))
      owner.says({ t: 'member.add', role: 'member', certificates: [certificate] });
    this.#rotation = this.#rotate();
    this.#document = documentId(this.room, this.month);
  }

  get owner(): Person {
    const [owner] = this.members;
    if (!owner) throw new RangeError('a room has an owner');
    return owner;
  }

  /** Everything the owner declared, as one update. */
  get charter(): Uint8Array {
    return encodeUpdate(runsOfEntries(this.owner.written));
  }

  writerOf(member: Person): WriterId {
    return writerId(this.#document, member.device, 0);
  }

  /** A member's list of `count` entries whose bodies have `bodyBytes` bytes each before they are sealed. */
  list(member: Person, count: number, bodyBytes: number): List {
    const body = bodyOf(bodyBytes);
    const entries: Uint8Array[] = [];
    let last: Entry | undefined;
    for (let seq = 0; seq < count; seq++) {
      last = this.#write(member, seq, last, body);
      entries.push(last.bytes);
    }
    return { writer: this.writerOf(member), entries };
  }

  #write(member: Person, seq: number, last: Entry | undefined, body: Uint8Array): Entry {
    const { device, keys } = member;
    const first = { intro: { device, n: 0 }, heads: this.owner.charter.heads(8), epoch: this.#rotation.id };
    const slot = {
      document: this.#document,
      writer: this.writerOf(member),
      seq,
      ...(last ? { previous: last.id } : {}),
      header: {
        kind: 'sealed' as const,
        husk: false,
        hlc: { ms: this.#now + seq, counter: 0 },
        ...(last ? {} : first),
      },
    };
    const payload = sealBody(this.#rotation.key, slot, body, member.random.bytes(24));
    return makeEntry({ ...slot, payload, device, secretKey: keys.secretKey });
  }

  #rotate(): Rotation {
    const { charter, random } = this.owner;
    const rotation = makeRotate(charter.state(), [], () => undefined, random);
    this.owner.says(rotation.op);
    const state = charter.state();
    const everybody = ungranted(state, rotation.id);
    for (const grant of makeGrants(state, [], rotation.id, rotation.key, everybody, random)) this.owner.says(grant);
    return rotation;
  }
}

/** A message op whose encoding has so many bytes. */
function bodyOf(bytes: number): Uint8Array {
  const bare = encode({ t: 'message', s: [], text: 'x'.repeat(bytes) }).length - bytes;
  const body = encode({ t: 'message', s: [], text: 'x'.repeat(bytes - bare) });
  if (body.length !== bytes) throw new RangeError(`no message op encodes to ${bytes} bytes`);
  return body;
}
