/**
 * LOG-8a: what a fork does in a charter. Ops of the device from the forked slot on are *loose*, on whichever branch: they are in
 * the room's state while an op that is not loose, and that its ancestors allow, descends from them; else they are left out, so that
 * it does not matter which of them are here. Nothing that anybody else built on is lost, and what is left is closed under
 * ancestors: CHA-4 decides it as ever, two branches as it would the ops of two devices.
 */
import type { Dag } from '#shared/charter/dag.ts';
import type { Node } from '#shared/charter/node.ts';
import type { CharterState } from '#shared/charter/state.ts';
import type { DeviceId } from '#shared/ids.ts';

/** Of each device that forked its list, the lowest slot a proof is known for. */
export type Forks = ReadonlyMap<DeviceId, number>;

export const isLoose = (forks: Forks, { device, seq }: Pick<Node, 'device' | 'seq'>): boolean =>
  seq >= (forks.get(device) ?? Infinity);

/** A device that forked its list acts no more, as if its person had given it up. */
export function withoutForked(state: CharterState, forks: Forks): CharterState {
  let { devices } = state;
  for (const device of forks.keys()) {
    const known = devices.get(device);
    if (known) devices = devices.with(device, { ...known, live: false, revoked: true });
  }
  return devices === state.devices ? state : { ...state, devices };
}

/**
 * Would this op, with what its list named before, name two branches of one list, or another branch of its own? Nobody honest does:
 * a device holds one branch, and names none that it knows to be forked. So a device brings in one branch of each list at most, however
 * often that was forked. Decided by the op and its ancestors alone.
 */
export function namesTwoBranches(
  dag: Pick<Dag, 'isForked'>,
  device: DeviceId,
  previous: Node | undefined,
  deps: readonly Node[],
): boolean {
  return deps.some((dep) => {
    if (dep.device === device) return !previous || !isOnList(previous, dep);
    if (!dag.isForked(dep.device)) return false;
    return [...deps, ...namedBefore(previous, device)].some(
      (other) => other.device === dep.device && !isOnList(other, dep) && !isOnList(dep, other),
    );
  });
}

/** Is `earlier` the end of this list, or before it? */
function isOnList(end: Node, earlier: Node): boolean {
  let at: Node | undefined = end;
  while (at && at.seq > earlier.seq) at = at.previous;
  return at === earlier;
}

function* namedBefore(end: Node | undefined, device: DeviceId): Iterable<Node> {
  for (let at = end; at; at = at.previous) for (const parent of at.parents) if (parent.device !== device) yield parent;
}
