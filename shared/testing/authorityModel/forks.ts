/** LOG-8a in the model's words: a device's ops that are no chain are a fork of its list. Written from the text of the rule. */
import type { SeededRandom } from '#testing/seededRandom.ts';
import { drawnId, oneOf } from './draw.ts';
import { fold, localState, passesLocally } from './fold.ts';
import { op, type Device, type Op } from './history.ts';
import { opsBy, viewsOf } from './possible.ts';
import type { Founding, State } from './state.ts';

/** Its place in its device's list. */
export const slotOf = (one: Op): number => [...one.before].filter(({ device }) => device === one.device).length;

/** Of each device that wrote two ops in one slot, the lowest such slot. */
export function forksOf(ops: readonly Op[]): ReadonlyMap<Device, number> {
  const forks = new Map<Device, number>();
  for (const one of ops)
    for (const other of ops)
      if (one !== other && one.device === other.device && slotOf(one) === slotOf(other))
        forks.set(one.device, Math.min(slotOf(one), forks.get(one.device) ?? Infinity));
  return forks;
}

/** What is left of the ops: those no fork makes void. */
export function keptOf(founding: Founding, ops: readonly Op[]): Op[] {
  const forks = forksOf(ops);
  const isLoose = (one: Op): boolean => slotOf(one) >= (forks.get(one.device) ?? Infinity);
  const vouching = ops.filter((one) => !isLoose(one) && passesLocally(founding, one, localState(founding, one)));
  return ops.filter((one) => !isLoose(one) || vouching.some((other) => other.before.has(one)));
}

/** The fold, forks and all. */
export function foldForked(founding: Founding, ops: readonly Op[]): State {
  const state = fold(founding, keptOf(founding, ops));
  for (const device of forksOf(ops).keys()) state.revoked.add(device);
  return state;
}

/** An op by one of these devices that goes on from any earlier point of its list, forking it unless that is its end. */
export function drawForking(
  random: SeededRandom,
  founding: Founding,
  ops: readonly Op[],
  devices: readonly Device[],
): Op | undefined {
  const device = oneOf(random, devices);
  const view = oneOf(random, viewsOf(ops));
  if (device === undefined || view === undefined) return undefined;
  // What its other half knows of itself is what the ops it cites know of it, and perhaps less than it wrote.
  const own = ops.filter((one) => one.device === device);
  const end = oneOf(random, [undefined, ...own]);
  const seen = ops.filter((one) => one.device !== device || one === end || end?.before.has(one));
  const cited = view.filter(
    (one) => !own.some((mine) => (mine === one || one.before.has(mine)) && !seen.includes(mine)),
  );
  const possible = opsBy(founding, device, cited, { id: drawnId(random), ops: seen });
  const kind = oneOf(random, [...new Set(possible.map(({ act }) => act.kind))]);
  const drawn = oneOf(
    random,
    possible.filter(({ act }) => act.kind === kind),
  );
  return drawn && op(drawn.id, drawn.device, drawn.act, drawn.deps);
}

/** Random ops of everybody, of whom some fork. */
export function drawForkedHistory(random: SeededRandom, founding: Founding, length: number): Op[] {
  const ops: Op[] = [];
  for (let tries = 0; ops.length < length && tries < length * 20; tries++) {
    const next = drawForking(random, founding, ops, founding.devices);
    if (next !== undefined) ops.push(next);
  }
  return ops;
}
