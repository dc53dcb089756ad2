/** The model's histories as signed entries, and what the project's own fold makes of them. */
import { toText, utf8 } from '#shared/bytes.ts';
import type { DeviceCert } from '#shared/charter/certificate.ts';
import { Charter } from '#shared/charter/charter.ts';
import { makeRotate } from '#shared/charter/epochs.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { proveJoin } from '#shared/charter/joinProof.ts';
import type { PolicyChange } from '#shared/charter/policies.ts';
import { signRevocation } from '#shared/charter/revocation.ts';
import type { CharterState } from '#shared/charter/state.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { DeviceId, EntryId, EpochId, IdentityId, RoomId } from '#shared/ids.ts';
import { FOUNDED, Person as RealPerson, type Saying } from '#testing/charterPeople.ts';
import { shuffled } from '#testing/charterHistory.ts';
import type { SeededRandom } from '#testing/seededRandom.ts';
import {
  OUT,
  OWNER,
  op,
  personOf,
  RANKS,
  type Act,
  type Device,
  type Op,
  type Person,
  type Policies,
  type Rank,
} from './history.ts';
import { isLive, rankIn, usable, type Founding, type State } from './state.ts';

const FOUNDING = 'founding';
const nameOf = (rank: Rank): Exclude<(typeof RANKS)[number], 'out'> => {
  const name = RANKS[rank];
  if (name === 'out') throw new RangeError('nobody is given no rank');
  return name;
};

interface Told {
  readonly entry: Entry;
  /** The model's op, under the id the entry got. */
  readonly op: Op;
}

export class RealRoom {
  readonly #founding: Founding;
  readonly #devices = new Map<Device, RealPerson>();
  readonly #setup: readonly Entry[];
  readonly #room: RoomId;
  readonly #epoch: EpochId;
  readonly #told = new Map<Op, Told>();

  constructor(founding: Founding) {
    this.#founding = founding;
    const owner = this.#device(`${this.#personAt(OWNER)}1`);
    owner.founds(undefined, founding.kind ?? 'group');
    for (const one of founding.devices)
      if (personOf(one) === owner.name && this.#device(one) !== owner)
        owner.says({ t: 'device.add', certificate: this.#device(one).certificate });
    for (const [person, rank] of Object.entries(founding.ranks))
      if (rank !== OWNER && rank !== OUT)
        owner.says({
          t: 'member.add',
          role: nameOf(rank),
          certificates: this.#certificates(person, owner.charter.state()),
        });
    const { op: rotation, id } = makeRotate(
      owner.charter.state(),
      owner.charter.heads(),
      () => undefined,
      owner.random,
    );
    owner.says(rotation);
    this.#epoch = id;
    this.#room = owner.charter.room;
    this.#setup = [...owner.written];
  }

  /** The history as the model is to see it: the same ops, under the ids of their entries. */
  tell(ops: readonly Op[]): Op[] {
    return ops.map((one) => this.#tellOne(one).op);
  }

  /** The room as it was founded: what was told is to be told no more. */
  forgets(): void {
    this.#told.clear();
  }

  /** What the real fold holds of these told ops, brought in this very order. */
  foldIn(order: readonly Op[]): string {
    const charter = new Charter(this.#room);
    const entries = [...this.#setup, ...order.map((drawn) => this.#known(drawn).entry)];
    for (const entry of entries) charter.add(entry, { trusted: true });
    return this.#asText(charter);
  }

  /** What the real fold holds of the told ops, brought in any order, in the model's words. */
  fold(random: SeededRandom, forks: ReadonlyMap<Device, number> = new Map()): string {
    const [genesis] = this.#setup;
    const charter = new Charter(this.#room);
    const rest = [...this.#setup.slice(1), ...[...this.#told.values()].map(({ entry }) => entry)];
    for (const entry of genesis ? [genesis, ...shuffled(rest, random)] : []) charter.add(entry, { trusted: true });
    charter.forked(new Map([...forks].map(([device, slot]) => this.#forkOf(device, slot))));
    return this.#asText(charter);
  }

  /** The model's state, in the words `fold` gives. */
  modelAsText(state: State): string {
    const people = Object.keys(this.#founding.ranks);
    const ranks = people.map((person) => `${person} ${RANKS[rankIn(state, person)]}`);
    const live = [...state.devices].filter((one) => isLive(state, one) && rankIn(state, personOf(one)) !== OUT);
    const names = [...state.names].map(([person, id]) => `${person} is ${id}`).sort();
    const { invite, links, history, write } = state.policies;
    const policies = `${nameOf(invite)} invites, ${links}, ${history}, ${nameOf(write)} writes`;
    const invites = `invites ${usable(state).join(' ')}`;
    return [...ranks, live.sort().join(' '), `settings ${state.settings}`, policies, invites, ...names].join('; ');
  }

  #asText(charter: Charter): string {
    const { members, devices, settings, names, policies: said, invites: made } = charter.state();
    const ranks = Object.keys(this.#founding.ranks).map(
      (person) => `${person} ${members.get(this.#device(`${person}1`).identity)?.rank ?? 'out'}`,
    );
    const live = [...this.#devices].filter(([, { device }]) => devices.get(device)?.live).map(([name]) => name);
    const named = [...names].map(([who, { sealed }]) => `${this.#nameOf(who)} is ${this.#sealedBy(sealed)}`);
    const standing = settings ? this.#sealedBy(settings.sealed) : FOUNDING;
    const policies = `${said.invite} invites, ${said.links}, ${said.history}, ${said.write} writes`;
    const usableOnes = [...made.values()].flatMap(({ revoked, created }) => (revoked ? [] : [created]));
    const invites = `invites ${usableOnes.sort().join(' ')}`;
    return [...ranks, live.sort().join(' '), `settings ${standing}`, policies, invites, ...named.sort()].join('; ');
  }

  /** Whoever is told an id in place of what is sealed. */
  #sealedBy(sealed: Uint8Array): string {
    const told = [...this.#told].find(([drawn]) => toText(utf8(drawn.id)) === toText(sealed))?.[1];
    return told?.op.id ?? FOUNDING;
  }

  #nameOf(who: IdentityId): Person {
    return [...this.#devices.values()].find(({ identity }) => identity === who)?.name ?? '?';
  }

  /** A slot of the told ops as one of the device's list. */
  #forkOf(name: Device, slot: number): [DeviceId, number] {
    const { device } = this.#device(name);
    return [device, slot + this.#setup.filter((entry) => entry.device === device).length];
  }

  #tellOne(drawn: Op): Told {
    const writer = this.#writerOf(drawn);
    const told = drawn.deps.map((dep) => this.#known(dep));
    const heads = told.length > 0 ? told.map(({ entry }) => entry.id) : this.#tip();
    const entry = writer
      .hears(...this.#setup, ...this.#entriesBefore(drawn))
      .says(this.#saying(drawn, heads, writer), heads);
    const act = this.#renamed(drawn.act);
    const known = {
      entry,
      op: op(
        entry.id,
        drawn.device,
        act,
        told.map((dep) => dep.op),
      ),
    };
    this.#told.set(drawn, known);
    return known;
  }

  /** The device as of the op: it has written what of its own the op descends from, and nothing else. */
  #writerOf(drawn: Op): RealPerson {
    const person = this.#device(drawn.device);
    const writer = new RealPerson(person.name, person.deviceName).enters(this.#room);
    const own = [...this.#setup, ...this.#entriesBefore(drawn)].filter((entry) => entry.device === person.device);
    writer.written.push(...own.sort((a, b) => a.seq - b.seq));
    return writer;
  }

  #saying({ device, act, id }: Op, deps: readonly EntryId[], writer: RealPerson): Saying {
    // Goes on from op to op, on whichever branch: no two rotations make the same key.
    const { random } = this.#device(device);
    switch (act.kind) {
      case 'add':
        return {
          t: 'member.add',
          role: nameOf(act.role),
          certificates: this.#certificates(act.target, writer.charter.stateAt(deps)),
        };
      case 'remove':
        return { t: 'member.remove', member: this.#device(`${act.target}1`).identity };
      case 'role':
        return { t: 'member.role', member: this.#device(`${act.target}1`).identity, role: nameOf(act.role) };
      case 'handover':
        return { t: 'member.handover', member: this.#device(`${act.target}1`).identity };
      case 'leave':
        return { t: 'member.leave' };
      case 'device.add':
        return { t: 'device.add', certificate: this.#device(act.device).certificate };
      case 'device.revoke': {
        const { identity, identityKeys } = writer;
        const revoked = this.#device(act.device).device;
        const signature = signRevocation(identity, revoked, identityKeys.secretKey);
        return { t: 'device.revoke', identity, device: revoked, signature };
      }
      case 'settings':
        return {
          t: 'settings',
          settings: { epoch: this.#epoch, sealed: utf8(id) },
          ...(act.policies ? { policies: policiesIn(act.policies) } : {}),
        };
      case 'name':
        return { t: 'member.name', name: { epoch: this.#epoch, sealed: utf8(id) } };
      case 'rotate':
        return makeRotate(writer.charter.stateAt(deps), [...deps], () => undefined, random).op;
      case 'invite': {
        const preview = { room: 'room', inviter: writer.name };
        const invite = {
          secret: secretOf(id),
          preview,
          deps,
          now: FOUNDED,
          open: act.open === true,
          uses: 'any' as const,
        };
        return makeInvite({ ...invite, role: nameOf(act.role) }, random);
      }
      case 'uninvite':
        return { t: 'invite.revoke', invite: inviteKeys(secretOf(act.invite.id)).invite };
      case 'join': {
        const { invite, sign } = inviteKeys(secretOf(act.invite.id));
        const { certificate } = this.#device(act.target === personOf(device) ? device : `${act.target}1`);
        return {
          t: 'join',
          invite,
          certificate,
          signature: proveJoin(writer.charter.room, certificate, sign.secretKey),
        };
      }
    }
  }

  /** The act, its invite under the id of its entry. */
  #renamed(act: Act): Act {
    return act.kind === 'join' || act.kind === 'uninvite' ? { ...act, invite: this.#known(act.invite).op } : act;
  }

  #known(drawn: Op): Told {
    const told = this.#told.get(drawn);
    if (!told) throw new TypeError(`${drawn.id} was not told before what cites it`);
    return told;
  }

  #tip(): EntryId[] {
    return this.#setup.slice(-1).map(({ id }) => id);
  }

  #entriesBefore({ before }: Op): Entry[] {
    return [...this.#told].filter(([drawn]) => before.has(drawn)).map(([, { entry }]) => entry);
  }

  #personAt(rank: Rank): Person {
    const found = Object.entries(this.#founding.ranks).find(([, its]) => its === rank);
    return found?.[0] ?? '?';
  }

  /** Of every device a person begins with and has not given up. */
  #certificates(person: Person, { devices }: CharterState): DeviceCert[] {
    const own = this.#founding.devices.filter((one) => personOf(one) === person).map((one) => this.#device(one));
    return own.filter(({ device }) => devices.get(device)?.revoked !== true).map(({ certificate }) => certificate);
  }

  #device(name: Device): RealPerson {
    const known = this.#devices.get(name) ?? new RealPerson(personOf(name), name.slice(1));
    if (!this.#devices.has(name)) this.#devices.set(name, known);
    return known;
  }
}

const policiesIn = ({ invite, write, ...rest }: Partial<Policies>): PolicyChange => ({
  ...rest,
  ...(invite === undefined ? {} : { invite: nameOf(invite) as Exclude<PolicyChange['invite'], undefined> }),
  ...(write === undefined ? {} : { write: nameOf(write) as Exclude<PolicyChange['write'], undefined> }),
});

/** 16 bytes that follow from the drawn id of 8 letters. */
const secretOf = (id: string): Uint8Array => utf8(id.padEnd(16, '-')).slice(0, 16);
