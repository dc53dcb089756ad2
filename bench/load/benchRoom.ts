/**
 * A room whose members' entries are made before anything is measured: real charter, certificates, grants, seals and
 * signatures, as devices would make them.
 */
import { makeGrants, makeRotate, ungranted, type Rotation } from '#shared/charter/epochs.ts';
import { inviteLink } from '#shared/charter/inviteLink.ts';
import { makeInvite } from '#shared/charter/invites.ts';
import { sealSettings } from '#shared/entry/sealSettings.ts';
import { documentId, monthOf, type RoomId, type Segment, type WriterId } from '#shared/ids.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { writerId } from '#shared/log/writerId.ts';
import { Person } from '#testing/charterPeople.ts';
import { Pen } from './pen.ts';

export class BenchRoom {
  readonly room: RoomId;
  readonly month: Segment;
  readonly members: readonly Person[];
  readonly #secret: Uint8Array;
  readonly #rotation: Rotation;

  /** Rooms of different names are different rooms. */
  constructor(name: string, members: number, now = Date.now()) {
    this.month = monthOf(now);
    this.members = Array.from({ length: members }, (_, i) => new Person(`${name} ${i}`));
    const { owner } = this;
    this.#secret = owner.random.bytes(16);
    owner.founds();
    this.room = owner.charter.room;
    for (const { certificate } of this.members.slice(1))
      owner.says({ t: 'member.add', role: 'member', certificates: [certificate] });
    const preview = { room: name, inviter: 'Somebody' };
    owner.says(makeInvite({ secret: this.#secret, preview, deps: [], now, open: true }, owner.random));
    this.#rotation = this.#rotate();
    const { id: epoch, key } = this.#rotation;
    const sealed = sealSettings(key, this.room, { name }, owner.random.bytes(24));
    owner.says({ t: 'settings', settings: { epoch, sealed } });
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

  /** Whoever has it comes in at once. `relay`: an origin. */
  link(relay: string): string {
    return inviteLink(relay, this.room, this.#secret);
  }

  writerOf({ device }: Person): WriterId {
    return writerId(documentId(this.room, this.month), device, 0);
  }

  /** What a member writes the month's list with, from its beginning. */
  penOf({ device, keys, random }: Person): Pen {
    const heads = this.owner.charter.heads(8);
    const { id: epoch, key } = this.#rotation;
    return new Pen({ document: documentId(this.room, this.month), device, keys, random, heads, epoch, key });
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
