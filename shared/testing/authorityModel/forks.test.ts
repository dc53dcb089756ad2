/** LOG-8a: the model against the fold, with forks; and the search for harm by who forks. `GRAPEVINE_RUNS`, `GRAPEVINE_SEED`. */
import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { CASTS, drawHistory, oneOf } from './draw.ts';
import { drawForkedHistory, drawForking, foldForked, forksOf, keptOf } from './forks.ts';
import { fold } from './fold.ts';
import { reachOf } from './attack.ts';
import { reachNow, type Reach, type Room } from './harm.ts';
import { asText, headsOf, op, OUT, OWNER, personOf, type Op, type Person } from './history.ts';
import { RealRoom } from './realRoom.ts';
import { isLive, rankIn, type Founding, type State } from './state.ts';

const MORE = Number(process.env['GRAPEVINE_RUNS'] ?? 200) / 200;
const SEED = Number(process.env['GRAPEVINE_SEED'] ?? 20261125);
const [PLAIN] = CASTS as [Founding];

beforeAll(cryptoReady);

test(
  '[LOG-8a] random histories with forks fold as the model says, in any order of delivery',
  { timeout: 600_000 },
  () => {
    let forked = 0;
    for (let run = 0; run < 200 * MORE; run++) {
      const random = seededRandom(SEED + run);
      const founding = oneOf(random, CASTS) ?? PLAIN;
      const ops = drawForkedHistory(random, founding, 3 + random.below(5));
      const room = new RealRoom(founding);
      const told = room.tell(ops);
      // Both halves wrote the very same entry: no fork.
      if (new Set(told.map(({ id }) => id)).size < told.length) continue;
      forked += forksOf(told).size;
      const said = [`seed ${SEED + run}`, ...ops.map(asText)].join('\n');
      expect(room.fold(random, forksOf(told)), said).toBe(room.modelAsText(foldForked(founding, told)));
    }
    expect(forked).toBeGreaterThan(20 * MORE);
  },
);

test(
  '[LOG-8a] who forks puts nobody where they could not put them now, but for what they take back of their own',
  { timeout: 600_000 },
  () => {
    const random = seededRandom(SEED + 3);
    const harms: string[] = [];
    let placements = 0;
    while (placements < 600 * MORE) {
      const founding = oneOf(random, CASTS) ?? PLAIN;
      const ops = drawHistory(random, founding, 2 + random.below(4));
      const attacker = personOf(
        oneOf(
          random,
          ops.map(({ device }) => device),
        ) ?? 'o1',
      );
      const attacked = { founding, ops, attackers: [attacker] };
      const reach = reachOf(attacked);
      for (let placement = 0; placement < 20; placement++) {
        const all = [...ops];
        for (let left = 1 + random.below(2); left > 0; left--) {
          const next = drawForking(
            random,
            founding,
            all,
            founding.devices.filter((one) => personOf(one) === attacker),
          );
          if (next) all.push(next);
        }
        if (forksOf(all).size === 0) continue;
        placements++;
        const what = harmOf(attacked, all, reach);
        if (what.length > 0 && !isContested(all))
          harms.push([...ops.map(asText), 'forked:', ...all.slice(ops.length).map(asText), ...what].join('\n'));
      }
    }
    expect(harms).toEqual([]);
  },
);

/** As harm.ts has it; what the attacker said and takes back by the fork is as if it had never been said. */
function harmOf({ founding, ops, attackers }: Room, all: readonly Op[], reach: ReturnType<typeof reachOf>): string[] {
  const kept = keptOf(founding, all);
  const left = ops.filter((one) => kept.includes(one));
  const before = fold(founding, left);
  const after = foldForked(founding, all);
  const settled = foldForked(founding, [...all, citing(founding, after, kept)]);
  const harms = (reaches: readonly Reach[]): string[] =>
    [after, settled].flatMap((state) => harmIn(founding, attackers, before, state, reaches));
  if (harms([reach(1)]).length === 0) return [];
  return harms([reach(2), reachNow({ founding, ops: left, attackers }, 2)]);
}

function harmIn(
  founding: Founding,
  attackers: readonly Person[],
  before: State,
  after: State,
  reaches: readonly Reach[],
): string[] {
  const harms = Object.keys(founding.ranks).flatMap((person) => {
    const [was, is] = [rankIn(before, person), rankIn(after, person)];
    const possible = reaches.flatMap(({ ranks }) => [...(ranks.get(person) ?? [])]);
    const isHarmed = attackers.includes(person)
      ? is > Math.max(OUT, ...possible)
      : is !== was && !possible.includes(is);
    return isHarmed ? [`${person}: ${was} → ${is}, now ${possible.join('/')}`] : [];
  });
  const isOther = after.settings !== before.settings && !reaches.some(({ settings }) => settings);
  return isOther ? [...harms, `settings: ${before.settings} → ${after.settings}`] : harms;
}

/** A rotation by a live device of the owner's, that names all that is left. */
function citing(founding: Founding, state: State, kept: readonly Op[]): Op {
  const owner = [...state.ranks].find(([, rank]) => rank === OWNER)?.[0] ?? '?';
  const device = founding.devices.find((one) => personOf(one) === owner && isLive(state, one));
  return op('~honest', device ?? '?0', { kind: 'rotate' }, headsOf(kept));
}

/** What no history decides, with two devices or two branches: two handovers, leaving or revoking beside what one did (0020). */
function isContested(all: readonly Op[]): boolean {
  const contested = (one: Op): boolean => ['handover', 'leave', 'device.revoke'].includes(one.act.kind);
  return all.some(
    (one) =>
      contested(one) &&
      all.some(
        (other) =>
          personOf(other.device) === personOf(one.device) &&
          other !== one &&
          !one.before.has(other) &&
          !other.before.has(one),
      ),
  );
}
