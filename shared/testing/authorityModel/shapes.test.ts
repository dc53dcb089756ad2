/**
 * Every way in which up to five ops by the devices of four people can know of each other, with drawn ops: the model against the fold,
 * in every order of delivery. `GRAPEVINE_DAGS=all` runs every one, `GRAPEVINE_DAGS=1000` as many of each length; `GRAPEVINE_SEED` draws others.
 */
import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { seededRandom, type SeededRandom } from '#testing/seededRandom.ts';
import { CASTS, oneOf } from './draw.ts';
import { fold } from './fold.ts';
import { asText, OWNER, type Device, type Op } from './history.ts';
import { RealRoom } from './realRoom.ts';
import { drawOps, everyCasting, everyShape, permutations, type Shape } from './shapes.ts';
import type { Founding } from './state.ts';

const DAGS = process.env['GRAPEVINE_DAGS'] ?? '30';
const SEED = Number(process.env['GRAPEVINE_SEED'] ?? 20261125);

beforeAll(cryptoReady);

test('[CHA-1] partial orders of up to five ops, numbered along them: 1, 2, 7, 40, 357', () => {
  expect([1, 2, 3, 4, 5].map((length) => [...everyShape(length)].length)).toEqual([1, 2, 7, 40, 357]);
});

interface Stage {
  readonly founding: Founding;
  readonly shape: Shape;
  readonly by: readonly Device[];
}

function* everyStage(length: number): Generator<Stage> {
  for (const founding of CASTS)
    for (const shape of everyShape(length))
      for (const by of everyCasting(founding, shape)) yield { founding, shape, by };
}

function* drawnStages(length: number, random: SeededRandom): Generator<Stage> {
  const shapes = [...everyShape(length)];
  for (let left = Number(DAGS); left > 0; left--) {
    const [founding, shape] = [oneOf(random, CASTS), oneOf(random, shapes)];
    const by = founding && shape && oneOf(random, [...everyCasting(founding, shape)]);
    if (by) yield { founding, shape, by };
  }
}

for (const length of [1, 2, 3, 4, 5])
  test(
    `[CHA-1] [CHA-2] [CHA-4] ${length} ops that know of each other in any way, by whichever device, fold as the model says however they are delivered`,
    { timeout: 24 * 3_600_000 },
    () => {
      const random = seededRandom(SEED + length);
      const rooms = new Map<Founding, RealRoom>();
      let [dags, deliveries] = [0, 0];
      for (const { founding, shape, by } of DAGS === 'all' ? everyStage(length) : drawnStages(length, random)) {
        const ops = drawOps(random, founding, shape, by);
        if (!ops) continue;
        const room = rooms.get(founding) ?? new RealRoom(founding);
        rooms.set(founding, room);
        dags++;
        deliveries += compare(founding, room, ops);
      }
      if ('GRAPEVINE_DAGS' in process.env)
        process.stdout.write(`${length} ops: ${dags} DAGs with their authors, ${deliveries} deliveries\n`);
      expect(dags).toBeGreaterThan(0);
    },
  );

/** Of four ops and more every order is tried for one history in ten, and three for the others. */
function compare(founding: Founding, room: RealRoom, ops: readonly Op[]): number {
  room.forgets();
  const told = room.tell(ops);
  const state = fold(founding, told);
  const said = ops.map(asText).join('\n');
  expect(
    [...state.ranks.values()].filter((rank) => rank === OWNER),
    said,
  ).toHaveLength(1);
  const isWhole = ops.length < 4 || ops.reduce((sum, { id }) => sum + id.charCodeAt(id.length - 1), 0) % 10 === 0;
  const every = permutations(ops);
  const orders = isWhole ? every : every.filter((_, at) => at % Math.ceil(every.length / 3) === 0);
  for (const order of orders) expect(room.foldIn(order), said).toBe(room.modelAsText(state));
  return orders.length;
}
