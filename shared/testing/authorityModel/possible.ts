import {
  ADMIN,
  MEMBER,
  MODERATOR,
  OUT,
  OWNER,
  READER,
  op,
  personOf,
  type Act,
  type Device,
  type Op,
  type Person,
  type Policies,
  type Rank,
} from './history.ts';
import { localState, passesLocally } from './fold.ts';
import { rankIn, type Founding, type State } from './state.ts';

const POLICIES: readonly Partial<Policies>[] = [
  { invite: MEMBER },
  { invite: OWNER },
  { links: 'asked' },
  { links: 'open', invite: MODERATOR },
  { history: 'joining', write: ADMIN },
];
const ROLES: readonly Rank[] = [READER, MEMBER, MODERATOR, ADMIN];

/** Every act a device could try, sensible or not, over the people of the founding and the invites among the ops. */
export function actsOf(founding: Founding, device: Device, ops: readonly Op[]): Act[] {
  const people = Object.keys(founding.ranks);
  const others = people.filter((person) => person !== personOf(device));
  const invites = ops.filter(({ act }) => act.kind === 'invite');
  return [
    ...others.flatMap((target) => aboutOne(target, invites)),
    { kind: 'leave' },
    { kind: 'device.add', device: `${personOf(device)}9` },
    ...founding.devices
      .filter((other) => personOf(other) === personOf(device))
      .flatMap((other): Act[] => [
        // Of who was out and is in again (ID-8).
        { kind: 'device.add', device: other },
        ...(other === device ? [] : [{ kind: 'device.revoke' as const, device: other }]),
      ]),
    { kind: 'settings' },
    ...POLICIES.map((policies): Act => ({ kind: 'settings', policies })),
    { kind: 'name' },
    { kind: 'invite', role: MEMBER },
    { kind: 'invite', role: MEMBER, open: true },
    { kind: 'invite', role: MODERATOR, open: true },
    ...invites.map((invite): Act => ({ kind: 'join', target: personOf(device), invite })),
    ...invites.map((invite): Act => ({ kind: 'uninvite', invite })),
    { kind: 'rotate' },
  ];
}

function aboutOne(target: Person, invites: readonly Op[]): Act[] {
  return [
    ...ROLES.flatMap((role): Act[] => [
      { kind: 'add', target, role },
      { kind: 'role', target, role },
    ]),
    { kind: 'remove', target },
    { kind: 'handover', target },
    ...invites.map((invite): Act => ({ kind: 'join', target, invite })),
  ];
}

/** The ops by this device, citing these and its own last one, that pass CHA-3; of `refused`, those that do not. */
export function opsBy(
  founding: Founding,
  device: Device,
  deps: readonly Op[],
  { id, ops, refused = false }: { id: string; ops: readonly Op[]; refused?: boolean },
): Op[] {
  const own = ops.filter((one) => one.device === device);
  const cited = headsAmong([...deps, ...own]);
  const local = localState(founding, op(id, device, { kind: 'rotate' }, cited));
  return actsOf(founding, device, ops)
    .map((act) => op(id, device, act, cited))
    .filter((one) => knowsItsInvite(one) && passesLocally(founding, one, local) !== refused)
    .filter((one) => !refused || canBeSaid(founding, one, local));
}

/** Who is in brings, by a join, one more device, which is not in the model; and an add names somebody's devices. */
function canBeSaid({ devices }: Founding, { act }: Op, local: State): boolean {
  if (act.kind === 'join') return rankIn(local, act.target) === OUT;
  const isLeft = (device: Device): boolean => !local.revoked.has(device);
  return act.kind !== 'add' || devices.some((device) => personOf(device) === act.target && isLeft(device));
}

function headsAmong(ops: readonly Op[]): Op[] {
  const unique = [...new Set(ops)];
  return unique.filter((one) => !unique.some((other) => other.before.has(one)));
}

function knowsItsInvite({ act, before }: Op): boolean {
  return (act.kind !== 'join' && act.kind !== 'uninvite') || before.has(act.invite);
}

/** Every set of heads among the ops: one a downward closed set of ops seen. */
export function viewsOf(ops: readonly Op[]): Op[][] {
  const views: Op[][] = [];
  for (let mask = 0; mask < 1 << ops.length; mask++) {
    const heads = ops.filter((_, place) => (mask & (1 << place)) !== 0);
    if (heads.every((one) => !heads.some((other) => other.before.has(one)))) views.push(heads);
  }
  return views;
}
