/** Random charters: several people, some with two devices, writing on partial views, now and then where they may not. */
import type { Entry } from '#shared/entry/entry.ts';
import { makeRotate, ungranted, makeGrants } from '#shared/charter/epochs.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { proveJoin } from '#shared/charter/joinProof.ts';
import { signRevocation } from '#shared/charter/revocation.ts';
import type { DeviceId, EntryId, WriterId } from '#shared/ids.ts';
import { FOUNDED, Person } from './charterPeople.ts';
import { seededRandom, type SeededRandom } from './seededRandom.ts';

const PEOPLE = [
  ['alice', 'laptop'],
  ['bob', 'laptop'],
  ['bob', 'phone'],
  ['carol', 'laptop'],
  ['carol', 'phone'],
  ['dave', 'laptop'],
] as const;

const ROLES = ['reader', 'member', 'moderator', 'admin'] as const;

interface World {
  readonly random: SeededRandom;
  readonly people: readonly Person[];
  readonly secrets: Uint8Array[];
}

const pick = <T>(random: SeededRandom, from: readonly T[]): T => {
  const picked = from[random.below(from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
};

/** What the writer builds on: its heads as a rule, sometimes what it saw long ago. */
function depsOf({ random }: World, writer: Person, seen: readonly EntryId[]): readonly EntryId[] {
  if (random.fraction() < 0.8) return writer.charter.heads();
  return [pick(random, seen)];
}

type Move = (world: World, writer: Person, deps: readonly EntryId[]) => void;

const MOVES: readonly Move[] = [
  ({ random, people }, writer, deps) => {
    const target = pick(random, people);
    const devices = people.filter(({ identity }) => identity === target.identity && random.fraction() < 0.7);
    const certificates = [target, ...devices.filter((device) => device !== target)].map((device) => device.certificate);
    writer.says({ t: 'member.add', role: pick(random, ROLES), certificates }, deps);
  },
  ({ random }, writer, deps) => {
    if (random.fraction() < 0.4) writer.says({ t: 'member.leave' }, deps);
  },
  ({ random, people }, writer, deps) => {
    writer.says({ t: 'member.remove', member: pick(random, people).identity }, deps);
  },
  ({ random, people }, writer, deps) => {
    writer.says({ t: 'member.role', member: pick(random, people).identity, role: pick(random, ROLES) }, deps);
  },
  ({ random, people }, writer, deps) => {
    if (random.fraction() < 0.5) writer.says({ t: 'member.handover', member: pick(random, people).identity }, deps);
  },
  ({ people }, writer, deps) => {
    const other = people.find(({ identity, device }) => identity === writer.identity && device !== writer.device);
    if (other) writer.says({ t: 'device.add', certificate: other.certificate }, deps);
  },
  ({ random, people }, writer, deps) => {
    const { identity, identityKeys } = writer;
    const own = pick(
      random,
      people.filter((other) => other.identity === identity),
    );
    if (random.fraction() > 0.2) return;
    const signature = signRevocation(identity, own.device, identityKeys.secretKey);
    writer.says({ t: 'device.revoke', identity, device: own.device, signature }, deps);
  },
  ({ random }, writer, deps) => {
    const lowered = [...writer.charter.state().lowered.keys()];
    const cut = { writer: 1 as WriterId, count: 1 + random.below(9), last: writer.charter.heads()[0] };
    if (lowered.length === 0 || !cut.last) return;
    writer.says({ t: 'cut.extend', of: pick(random, lowered), cuts: [{ ...cut, last: cut.last }] }, deps);
  },
  ({ random }, writer, deps) => {
    const invite = pick(random, ['owner', 'admin', 'moderator', 'member'] as const);
    writer.says({ t: 'settings', policies: { invite } }, deps);
  },
  ({ random, secrets }, writer, deps) => {
    const secret = writer.random.bytes(16);
    secrets.push(secret);
    const [open, uses, role] = [random.fraction() < 0.5, pick(random, [1, 2, 'any'] as const), pick(random, ROLES)];
    const preview = { room: 'room', inviter: writer.name };
    writer.says(makeInvite({ secret, preview, deps, now: FOUNDED, open, uses, role }, writer.random), deps);
  },
  ({ random, secrets }, writer, deps) => {
    if (secrets.length > 0) writer.says({ t: 'invite.revoke', invite: inviteKeys(pick(random, secrets)).invite }, deps);
  },
  ({ random, people, secrets }, writer, deps) => {
    if (secrets.length === 0) return;
    const keys = inviteKeys(pick(random, secrets));
    const { certificate } = random.fraction() < 0.5 ? writer : pick(random, people);
    const signature = proveJoin(writer.charter.room, certificate, keys.sign.secretKey);
    writer.says({ t: 'join', invite: keys.invite, certificate, signature }, deps);
  },
  (_world, writer, deps) => {
    const { id, key, op } = makeRotate(
      writer.charter.state(),
      deps,
      (epoch) => writer.keyring.key(epoch),
      writer.random,
    );
    writer.keyring.add(id, key);
    writer.says(op, deps);
  },
  (_world, writer, deps) => {
    const usable = writer.keyring.usable(writer.charter);
    const state = writer.charter.state();
    if (!usable) return;
    const lacking = ungranted(state, usable.epoch);
    for (const op of makeGrants(state, deps, usable.epoch, usable.key, lacking, writer.random)) writer.says(op, deps);
  },
];

/** Entries of a room after `moves` moves; the same for the same seed. With `forks` some devices write two lists or more. */
export function randomHistory(seed: number, moves: number, forks = false): Entry[] {
  const random = seededRandom(seed);
  const people = PEOPLE.map(([name, device]) => new Person(name, device));
  const [founder, ...others] = people;
  if (!founder) throw new RangeError('a room has a founder');
  const genesis = founder.founds();
  for (const other of others) other.enters(founder.charter.room).hears(genesis);
  const world: World = { random, people, secrets: [] };
  const hearing = 0.3 + 0.6 * random.fraction();
  const all: Entry[] = [genesis];
  for (let move = 0; move < moves; move++) {
    const forking = forks && random.fraction() < 0.15 ? pick(random, people) : undefined;
    if (forking && forking.written.length > 0) people.push(twinOf(random, forking, all));
    const members = people.filter(({ charter, device }) => charter.state().devices.get(device)?.live);
    const writer = pick(random, members.length > 0 && random.fraction() < 0.8 ? members : people);
    const before = writer.written.length;
    const seen = all.filter(({ id }) => writer.charter.has(id)).map(({ id }) => id);
    pick(random, MOVES)(world, writer, depsOf(world, writer, seen));
    all.push(...writer.written.slice(before));
    // Now and then somebody hears most of what there is; what rests on things unheard waits.
    if (random.fraction() < hearing) {
      const reader = pick(random, people);
      for (const entry of all) if (random.fraction() < 0.9) reader.hears(entry);
    }
  }
  // A twin may write the very entry its other half wrote.
  return [...new Map(all.map((entry) => [entry.id, entry])).values()];
}

/** Somebody's device once more, as it was some entries ago, knowing most of what there is. */
function twinOf(random: SeededRandom, person: Person, all: readonly Entry[]): Person {
  const twin = person.clone(1 + random.below(person.written.length));
  return twin.hears(
    ...all.filter(({ device }) => device !== person.device || random.fraction() < 0.3),
    ...twin.written,
  );
}

/** Where devices wrote two entries in one slot: of each the lowest. */
export function forksIn(entries: readonly Entry[]): ReadonlyMap<DeviceId, number> {
  const forks = new Map<DeviceId, number>();
  const slots = new Map<string, EntryId>();
  for (const { device, seq, id } of entries) {
    const slot = `${device} ${seq}`;
    if ((slots.get(slot) ?? id) !== id) forks.set(device, Math.min(seq, forks.get(device) ?? Infinity));
    slots.set(slot, id);
  }
  return forks;
}

export function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = random.below(at + 1);
    const [a, b] = [mixed[at], mixed[other]];
    if (a !== undefined && b !== undefined) [mixed[at], mixed[other]] = [b, a];
  }
  return mixed;
}
