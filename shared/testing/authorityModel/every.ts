import { asText, type Device, type Op } from './history.ts';
import { opsBy, viewsOf } from './possible.ts';
import type { Founding } from './state.ts';

/**
 * Every history of so many ops that pass CHA-3, with every order of their ids. A person's second device acts only once the first
 * has (they are alike), and ops that know nothing of each other come in one order of the two.
 */
export function* everyHistory(founding: Founding, length: number): Generator<readonly Op[]> {
  yield* longer(founding, [], length);
}

function* longer(founding: Founding, ops: readonly Op[], left: number): Generator<readonly Op[]> {
  if (left === 0) {
    yield ops;
    return;
  }
  for (const next of everyNext(founding, ops))
    if (!isMirrored(ops, next)) yield* longer(founding, [...ops, next], left - 1);
}

function* everyNext(founding: Founding, ops: readonly Op[]): Generator<Op> {
  for (const device of founding.devices.filter((one) => isFirstUnused(one, ops)))
    for (const view of viewsOf(ops).filter((heads) => knowsItself(device, heads, ops)))
      for (const id of idsBetween(ops)) yield* opsBy(founding, device, view, { id, ops });
}

function isFirstUnused(device: Device, ops: readonly Op[]): boolean {
  return device.endsWith('1') || ops.some((one) => one.device === `${device.charAt(0)}1`);
}

/** The view holds the device's own last op; others come to the same once that is added. */
function knowsItself(device: Device, heads: readonly Op[], ops: readonly Op[]): boolean {
  return ops
    .filter((one) => one.device === device)
    .every((own) => heads.some((head) => head === own || head.before.has(own)));
}

/** An id below all, between each two and above all. */
function idsBetween(ops: readonly Op[]): string[] {
  const ids = ops.map(({ id }) => Number(id)).sort((a, b) => a - b);
  const edges = [1000, ...ids, 9000];
  return edges.slice(1).map((edge, place) => String(Math.round((edge + (edges[place] ?? 0)) / 2)));
}

/** The same two ops the other way round have been or will be seen. */
function isMirrored(ops: readonly Op[], next: Op): boolean {
  const last = ops.at(-1);
  return last !== undefined && !next.before.has(last) && asText(last) > asText(next) && last.id > next.id;
}
