import { OUT, OWNER, concurrent, headsOf, op, personOf, type Op, type Person, type Rank } from './history.ts';
import { fold } from './fold.ts';
import { opsBy } from './possible.ts';
import { isLive, rankIn, type Founding, type State } from './state.ts';

/** What someone may bring about: for every person the ranks they may come to stand at, and whether the settings may change. */
export interface Reach {
  readonly ranks: ReadonlyMap<Person, ReadonlySet<Rank>>;
  readonly settings: boolean;
}

export interface Room {
  readonly founding: Founding;
  /** What honest devices hold. */
  readonly ops: readonly Op[];
  readonly attackers: readonly Person[];
}

export interface Attack extends Room {
  /** What the attackers publish only now, citing whatever they like. */
  readonly backdated: readonly Op[];
}

/** What the attackers can do honestly: up to `steps` ops of theirs that cite everything. */
export function reachNow({ founding, ops, attackers }: Room, steps: number): Reach {
  const ranks = new Map<Person, Set<Rank>>();
  const before = fold(founding, ops);
  let settings = false;
  const look = (now: readonly Op[], left: number): void => {
    const state = fold(founding, now);
    settings ||= state.settings !== before.settings;
    for (const person of Object.keys(founding.ranks))
      ranks.set(person, (ranks.get(person) ?? new Set<Rank>()).add(standing(state, person)));
    if (left === 0) return;
    for (const device of devicesOf(state, attackers))
      for (const next of opsBy(founding, device, headsOf(now), { id: `~${now.length}`, ops: now }))
        look([...now, next], left - 1);
  };
  look(ops, steps);
  return { ranks, settings };
}

/** Who has given up all their devices does nothing, whatever they are. */
const standing = (state: State, person: Person): Rank =>
  [...state.devices].some((device) => personOf(device) === person && isLive(state, device))
    ? rankIn(state, person)
    : OUT;

/** Those in the room, and a new one, which may add itself. */
const devicesOf = (state: State, people: readonly Person[]): string[] => [
  ...new Set([
    ...[...state.devices].filter((device) => people.includes(personOf(device))),
    ...people.map((person) => `${person}9`),
  ]),
];

/**
 * Harm: by backdated ops somebody else stands where the attackers could not put them now, or an attacker stands higher than any of
 * them could be put now, or settings change that they could not change now. Looked at twice: as it is, and after the owner's device, knowing all,
 * has written something that cites everything.
 */
export function harmOf(attack: Attack, reach: Reach): string[] {
  const { founding, ops, backdated } = attack;
  const all = [...ops, ...backdated];
  const before = fold(founding, ops);
  const after = fold(founding, all);
  const settled = fold(founding, [...all, citingAll(after, all)]);
  return [...new Set([...harmIn(attack, reach, before, after), ...harmIn(attack, reach, before, settled)])];
}

/** A rotation by a device of the owner of that state. */
function citingAll(state: State, ops: readonly Op[]): Op {
  const owner = [...state.ranks].find(([, rank]) => rank === OWNER)?.[0] ?? '?';
  const device = [...state.devices].find((one) => personOf(one) === owner && !state.revoked.has(one));
  return op('~honest', device ?? '?0', { kind: 'rotate' }, headsOf(ops));
}

function harmIn({ founding, attackers }: Attack, reach: Reach, before: State, after: State): string[] {
  const harms: string[] = [];
  for (const person of Object.keys(founding.ranks)) {
    const [was, is] = [standing(before, person), standing(after, person)];
    const possible = reach.ranks.get(person) ?? new Set<Rank>();
    const highest = Math.max(OUT, ...possible);
    const harmed = attackers.includes(person) ? is > highest : is !== was && !possible.has(is);
    if (harmed) harms.push(`${person}: ${was} → ${is}, now ${[...possible].join('/')}`);
  }
  if (after.settings !== before.settings && !reach.settings)
    harms.push(`settings: ${before.settings} → ${after.settings}`);
  return harms;
}

/**
 * The one contest that no rule over a history can decide: two handovers by two devices of one owner, neither knowing of the other.
 * Which is the honest one is not in the history; the lower id stands. docs/threat-model.md says so.
 */
export function isContestedHandover({ ops, backdated }: Attack): boolean {
  const handovers = [...ops, ...backdated].filter(({ act }) => act.kind === 'handover');
  return backdated.some(
    (one) =>
      one.act.kind === 'handover' &&
      handovers.some((other) => concurrent(one, other) && personOf(other.device) === personOf(one.device)),
  );
}

/**
 * The other thing a history cannot decide: of two devices of one person, neither knowing of the other, one left the room or was revoked by the other.
 * What it then voids is what that person did, unless a higher rank built on it.
 */
export function isTakenBack({ ops, backdated }: Attack): boolean {
  const own = backdated.filter(({ act }) => act.kind === 'leave' || act.kind === 'device.revoke');
  return own.some((lowering) =>
    ops.some((one) => concurrent(one, lowering) && personOf(one.device) === personOf(lowering.device)),
  );
}
