/**
 * A charter as plain data: who did what, having seen what. The model knows nothing of bytes, keys or the project's own fold; it was
 * written from the text of CHA-2 … CHA-6 alone, to disagree with the code where one of the two is wrong.
 */
export const RANKS = ['out', 'reader', 'member', 'moderator', 'admin', 'owner'] as const;
/** Index into RANKS; 0 is out of the room. */
export type Rank = 0 | 1 | 2 | 3 | 4 | 5;
export const OUT = 0;
export const READER = 1;
export const MEMBER = 2;
export const MODERATOR = 3;
export const ADMIN = 4;
export const OWNER = 5;

/** One letter. */
export type Person = string;
/** The person's letter and a digit: `a1`. */
export type Device = string;

/** CHA-6: what a room has settled, as far as the fold asks. */
export interface Policies {
  /** Who may invite and admit: this rank and above. */
  readonly invite: Rank;
  readonly links: 'open' | 'asked';
  readonly history: 'all' | 'joining';
  /** Who may write to timelines: this rank and above. */
  readonly write: Rank;
}

export const DEFAULT_POLICIES: Policies = { invite: ADMIN, links: 'open', history: 'all', write: MEMBER };

export type Act =
  | { readonly kind: 'add'; readonly target: Person; readonly role: Rank }
  | { readonly kind: 'remove'; readonly target: Person }
  | { readonly kind: 'role'; readonly target: Person; readonly role: Rank }
  | { readonly kind: 'handover'; readonly target: Person }
  | { readonly kind: 'leave' }
  | { readonly kind: 'device.add'; readonly device: Device }
  | { readonly kind: 'device.revoke'; readonly device: Device }
  | { readonly kind: 'settings'; readonly policies?: Partial<Policies> }
  | { readonly kind: 'name' }
  | { readonly kind: 'invite'; readonly role: Rank; readonly open?: true }
  | { readonly kind: 'uninvite'; readonly invite: Op }
  | { readonly kind: 'join'; readonly target: Person; readonly invite: Op }
  | { readonly kind: 'rotate' };

export interface Op {
  /** Compared as text wherever ids decide. */
  readonly id: string;
  readonly device: Device;
  readonly act: Act;
  readonly deps: readonly Op[];
  /** All its ancestors. */
  readonly before: ReadonlySet<Op>;
  /** Longest way down to the founding. */
  readonly depth: number;
}

export const personOf = (device: Device): Person => device.charAt(0);

export function op(id: string, device: Device, act: Act, deps: readonly Op[]): Op {
  const before = new Set<Op>();
  for (const dep of deps) for (const ancestor of [dep, ...dep.before]) before.add(ancestor);
  const depth = 1 + Math.max(0, ...deps.map((dep) => dep.depth));
  return { id, device, act, deps, before, depth };
}

/** CHA-8: by an open link, carried by nobody. */
export const cameAlone = ({ act, device }: Op): boolean => act.kind === 'join' && act.target === personOf(device);

/** By whose standing an op is done: the author's; of who comes in alone, that of whoever made the link. */
export const actorOf = (one: Op): Person =>
  one.act.kind === 'join' && cameAlone(one) ? personOf(one.act.invite.device) : personOf(one.device);

/** The device a join brings in. */
export const joined = ({ act, device }: Op): Device =>
  act.kind === 'join' && act.target !== personOf(device) ? `${act.target}1` : device;

export const concurrent = (a: Op, b: Op): boolean => a !== b && !a.before.has(b) && !b.before.has(a);

export const byId = (a: Op, b: Op): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** Those no other of the ops cites. */
export function headsOf(ops: readonly Op[]): Op[] {
  return ops.filter((one) => !ops.some((other) => other.before.has(one)));
}

export function actAsText(act: Act): string {
  switch (act.kind) {
    case 'add':
    case 'role':
      return `${act.kind} ${act.target} ${RANKS[act.role]}`;
    case 'remove':
    case 'handover':
      return `${act.kind} ${act.target}`;
    case 'device.add':
    case 'device.revoke':
      return `${act.kind} ${act.device}`;
    case 'invite':
      return `invite ${RANKS[act.role]}${act.open ? ', open' : ''}`;
    case 'uninvite':
      return `uninvite ${act.invite.id}`;
    case 'join':
      return `join ${act.target} by ${act.invite.id}`;
    case 'settings':
      return `settings${act.policies ? ` ${JSON.stringify(act.policies)}` : ''}`;
    case 'leave':
    case 'name':
    case 'rotate':
      return act.kind;
  }
}

/** `k2 a1: remove u ← k0 k1`, to be read in a report. */
export function asText(one: Op): string {
  return `${one.id} ${one.device}: ${actAsText(one.act)} ← ${one.deps.map((dep) => dep.id).join(' ') || 'founding'}`;
}
