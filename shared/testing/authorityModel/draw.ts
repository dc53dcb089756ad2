import type { SeededRandom } from '#testing/seededRandom.ts';
import { ADMIN, MEMBER, OUT, READER, op, personOf, type Device, type Op, type Rank } from './history.ts';
import { opsBy, viewsOf } from './possible.ts';
import type { Founding } from './state.ts';

/** Four people, two of them with a second device, and one outside. */
export const CASTS: readonly Founding[] = [
  cast({ o: 5, a: 4, m: 3, u: 2 }),
  cast({ o: 5, a: 4, b: 4, u: 2 }),
  cast({ o: 5, a: 4, m: 3, x: 0 }),
  cast({ o: 5, a: 4, u: 2, x: 0 }),
  cast({ o: 5, a: 4, x: 0, y: 0 }, 'direct'),
  cast({ o: 5, x: 0, y: 0, z: 0 }, 'direct'),
  cast({ o: 5, a: 4, u: 1, x: 0 }, 'public'),
  cast({ o: 5, a: 4, m: 3, u: 1 }, 'self'),
];

function cast(ranks: Founding['ranks'], kind?: Founding['kind']): Founding {
  const devices = Object.keys(ranks).flatMap((person) => [`${person}1`, `${person}2`]);
  return { ranks, devices, ...(kind ? { kind } : {}) };
}

/** Those the people begin with, and what they have added since. */
export function devicesAmong({ devices }: Founding, ops: readonly Op[]): Device[] {
  return [...new Set([...devices, ...ops.flatMap(({ act }) => (act.kind === 'device.add' ? [act.device] : []))])];
}

export function oneOf<T>(random: SeededRandom, from: readonly T[]): T | undefined {
  return from[random.below(from.length)];
}

function openLink(random: SeededRandom, { ranks, devices }: Founding): Op {
  const inviters = devices.filter((device) => (ranks[personOf(device)] ?? OUT) >= ADMIN);
  const role = oneOf<Rank>(random, [READER, MEMBER]) ?? MEMBER;
  return op(drawnId(random), oneOf(random, inviters) ?? '?', { kind: 'invite', role, open: true }, []);
}

/** Ids are drawn, so that every order of ids comes about. */
export const drawnId = (random: SeededRandom): string =>
  random
    .below(2 ** 32)
    .toString(16)
    .padStart(8, '0');

/** A history of so many ops, each by anyone, from any heads; nearly all pass CHA-3. Of three histories one begins with an open link. */
export function drawHistory(random: SeededRandom, founding: Founding, length: number): Op[] {
  const ops: Op[] = random.below(3) === 0 ? [openLink(random, founding)] : [];
  for (let tries = 0; ops.length < length && tries < length * 20; tries++) {
    const next = drawOp(random, founding, ops, devicesAmong(founding, ops));
    if (next !== undefined) ops.push(next);
  }
  return ops;
}

/** One in so many is an op that its ancestors do not allow: the code has to refuse what the model does. */
const REFUSED = 12;

/** An op of one of the devices, citing any heads among `ops`; kinds come up alike, however many targets each has. */
export function drawOp(
  random: SeededRandom,
  founding: Founding,
  ops: readonly Op[],
  devices: readonly Device[],
): Op | undefined {
  const device = oneOf(random, devices);
  const view = oneOf(random, viewsOf(ops));
  if (device === undefined || view === undefined) return undefined;
  const refused = random.below(REFUSED) === 0;
  const possible = opsBy(founding, device, view, { id: drawnId(random), ops, refused });
  const kind = oneOf(random, [...new Set(possible.map(({ act }) => act.kind))]);
  return oneOf(
    random,
    possible.filter(({ act }) => act.kind === kind),
  );
}
