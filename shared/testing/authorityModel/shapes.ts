/** Every way in which a few ops can know of each other, and every way in which devices can have written them. */
import type { SeededRandom } from '#testing/seededRandom.ts';
import { drawnId, oneOf } from './draw.ts';
import { OUT, personOf, type Device, type Op } from './history.ts';
import { opsBy } from './possible.ts';
import type { Founding } from './state.ts';

/** Of each op the ones before it that it descends from, as bits: a partial order, its ops numbered along it. */
export type Shape = readonly number[];

const has = (ancestors: number, op: number): boolean => ((ancestors >> op) & 1) === 1;

export function* everyShape(length: number, shape: Shape = []): Generator<Shape> {
  if (shape.length === length) yield shape;
  if (shape.length >= length) return;
  for (let ancestors = 0; ancestors < 1 << shape.length; ancestors++) {
    const isClosed = shape.every((theirs, op) => !has(ancestors, op) || (theirs & ~ancestors) === 0);
    if (isClosed) yield* everyShape(length, [...shape, ancestors]);
  }
}

/** Who writes what: a device goes on from its own ops, and of two that are alike the first is used first. */
export function* everyCasting(
  founding: Founding,
  shape: Shape,
  by: readonly Device[] = [],
): Generator<readonly Device[]> {
  const ancestors = shape[by.length];
  if (ancestors === undefined) yield by;
  if (ancestors === undefined) return;
  for (const device of founding.devices) {
    const first = `${personOf(device)}1`;
    const isNext = device === first || by.includes(first) || founding.ranks[personOf(device)] === OUT;
    const knowsItself = by.every((other, op) => other !== device || has(ancestors, op));
    if (isNext && knowsItself) yield* everyCasting(founding, shape, [...by, device]);
  }
}

/** Ops of that shape by these devices, each drawn among those it can write there; none where one can write nothing. */
export function drawOps(
  random: SeededRandom,
  founding: Founding,
  shape: Shape,
  by: readonly Device[],
): readonly Op[] | undefined {
  const ops: Op[] = [];
  for (const [place, device] of by.entries()) {
    const seen = ops.filter((_, op) => has(shape[place] ?? 0, op));
    const possible = opsBy(founding, device, seen, { id: drawnId(random), ops });
    const kind = oneOf(random, [...new Set(possible.map(({ act }) => act.kind))]);
    const next = oneOf(
      random,
      possible.filter(({ act }) => act.kind === kind),
    );
    if (!next) return undefined;
    ops.push(next);
  }
  return ops;
}

export function permutations<T>(of: readonly T[]): T[][] {
  if (of.length < 2) return [[...of]];
  return of.flatMap((first, place) =>
    permutations([...of.slice(0, place), ...of.slice(place + 1)]).map((rest) => [first, ...rest]),
  );
}
