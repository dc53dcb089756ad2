/** A history of the model once more with real keys and entries, so that the project's own fold can be asked the same. */
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { proveJoin } from '#shared/charter/joinProof.ts';
import type { Rank } from '#shared/charter/rank.ts';
import { signRevocation } from '#shared/charter/revocation.ts';
import type { DeviceCert } from '#shared/charter/certificate.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { EntryId, IdentityId } from '#shared/ids.ts';
import { FOUNDED, Person, type Saying } from '#testing/charterPeople.ts';
import { op, personOf, RANKS, type Act, type Device, type Op } from './history.ts';
import type { Founding } from './state.ts';

/** Told apart by nothing but their keys, everybody has heard the founding. */
export class RealHistory {
  readonly entries: Entry[] = [];
  /** The model's ops with the entries' ids, and with what every entry rests on: its writer's one before. */
  readonly ops: Op[] = [];
  readonly #devices = new Map<Device, Person>();
  readonly #said = new Map<Op, { readonly entry: Entry; readonly op: Op }>();
  readonly #last = new Map<Device, Op>();
  readonly #secrets = new Map<Op, Uint8Array>();
  readonly #founder: Person;
  #founding: readonly EntryId[] = [];

  constructor(founding: Founding, drawn: readonly Op[]) {
    for (const device of founding.devices) this.person(device);
    const owner = founding.devices.find((device) => founding.ranks[personOf(device)] === RANKS.length - 1) ?? '';
    this.#founder = this.person(owner);
    this.#found(founding, owner);
    for (const one of drawn) this.#say(one);
  }

  get founder(): Person {
    return this.#founder;
  }

  /** Devices that are added later are made as they are spoken of. */
  person(device: Device): Person {
    const known = this.#devices.get(device);
    if (known) return known;
    const person = new Person(personOf(device), device);
    if (this.#founding.length > 0) person.enters(this.#founder.charter.room).hears(...this.entries);
    this.#devices.set(device, person);
    return person;
  }

  #found({ ranks, devices }: Founding, owner: Device): void {
    const founder = this.#founder;
    founder.founds();
    const others = devices.filter((device) => device !== owner && personOf(device) === personOf(owner));
    for (const device of others) founder.says({ t: 'device.add', certificate: this.person(device).certificate });
    for (const [person, rank] of Object.entries(ranks)) {
      const role = RANKS[rank];
      if (role === 'out' || role === 'owner') continue;
      const certificates = devices
        .filter((device) => personOf(device) === person)
        .map((device) => this.person(device).certificate);
      founder.says({ t: 'member.add', role, certificates });
    }
    this.entries.push(...founder.written);
    this.#founding = founder.charter.heads();
    for (const person of this.#devices.values())
      if (person !== founder) person.enters(founder.charter.room).hears(...this.entries);
  }

  #say(one: Op): void {
    const writer = this.person(one.device);
    const mapped = one.deps.map((dep) => this.#mapped(dep));
    for (const other of one.before) writer.hears(this.#mapped(other).entry);
    const deps = mapped.length > 0 ? mapped.map(({ entry }) => entry.id) : this.#founding;
    const entry = writer.says(this.#saying(one, writer), deps);
    const last = this.#last.get(one.device);
    const before = [...mapped.map((dep) => dep.op), ...(last ? [last] : [])];
    const remade = op(entry.id, one.device, this.#actOf(one.act), before);
    this.#last.set(one.device, remade);
    this.#said.set(one, { entry, op: remade });
    this.entries.push(entry);
    this.ops.push(remade);
  }

  #mapped(one: Op): { readonly entry: Entry; readonly op: Op } {
    const mapped = this.#said.get(one);
    if (!mapped) throw new RangeError('ancestors come first');
    return mapped;
  }

  #actOf(act: Act): Act {
    return 'invite' in act ? { ...act, invite: this.#mapped(act.invite).op } : act;
  }

  #keysOf(invite: Op): ReturnType<typeof inviteKeys> {
    return inviteKeys(this.#secrets.get(invite) ?? new Uint8Array(16));
  }

  /** Those not given up, as far as the writer knows. */
  #certificatesOf(person: string, writer: Person): DeviceCert[] {
    const { devices } = writer.charter.state();
    return [1, 2]
      .map((device) => this.person(`${person}${device}`).certificate)
      .filter(({ sign }) => devices.get(sign)?.revoked !== true);
  }

  #saying(one: Op, writer: Person): Saying {
    const { act } = one;
    const idOf = (person: string): IdentityId => this.person(`${person}1`).identity;
    switch (act.kind) {
      case 'add':
        return { t: 'member.add', role: roleOf(act.role), certificates: this.#certificatesOf(act.target, writer) };
      case 'remove':
        return { t: 'member.remove', member: idOf(act.target) };
      case 'role':
        return { t: 'member.role', member: idOf(act.target), role: roleOf(act.role) };
      case 'handover':
        return { t: 'member.handover', member: idOf(act.target) };
      case 'leave':
        return { t: 'member.leave' };
      case 'device.add':
        return { t: 'device.add', certificate: this.person(act.device).certificate };
      case 'device.revoke': {
        const { device, identity, identityKeys } = this.person(act.device);
        const signature = signRevocation(identity, device, identityKeys.secretKey);
        return { t: 'device.revoke', identity, device, signature };
      }
      case 'settings':
        return { t: 'settings', policies: { history: 'all' } };
      case 'invite': {
        const secret = writer.random.bytes(16);
        this.#secrets.set(one, secret);
        const terms = { secret, preview: { room: '', inviter: '' }, deps: [], now: FOUNDED, role: roleOf(act.role) };
        return makeInvite(terms, writer.random);
      }
      case 'uninvite':
        return { t: 'invite.revoke', invite: this.#keysOf(act.invite).invite };
      case 'join': {
        const { invite, sign } = this.#keysOf(act.invite);
        const { certificate } = this.person(`${act.target}1`);
        const signature = proveJoin(writer.charter.room, certificate, sign.secretKey);
        return { t: 'join', invite, certificate, signature };
      }
      case 'rotate':
        return { t: 'epoch.rotate', parents: [], commit: writer.random.bytes(32), links: [] };
    }
  }
}

function roleOf(rank: number): Rank {
  const role = RANKS[rank];
  if (role === undefined || role === 'out') throw new RangeError('no role');
  return role;
}
