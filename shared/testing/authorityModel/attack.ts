import type { SeededRandom } from '#testing/seededRandom.ts';
import { personOf, type Op, type Person } from './history.ts';
import { devicesAmong, drawHistory, drawOp, oneOf } from './draw.ts';
import { fold } from './fold.ts';
import { harmOf, isContestedHandover, isTakenBack, reachNow, type Attack, type Reach, type Room } from './harm.ts';
import { rankIn, type Founding, type State } from './state.ts';

export interface Search {
  placements: number;
  /** Handovers contested, and own acts taken back: what no rule over a history can decide. */
  undecidable: number;
  readonly harms: { attack: Attack; what: string[] }[];
}

const PLACEMENTS_A_HISTORY = 40;

/** Draws a history and attackers, most often ones it lowered, and many placements of one or two backdated ops of theirs. */
export function searchOnce(random: SeededRandom, founding: Founding, length: number, search: Search): void {
  const ops = drawHistory(random, founding, length);
  const attackers = drawAttackers(random, founding, fold(founding, ops));
  const reach = reachOf({ founding, ops, attackers });
  for (let placement = 0; placement < PLACEMENTS_A_HISTORY; placement++) {
    const backdated = drawBackdated(random, founding, ops, attackers);
    if (backdated.length > 0) judge({ founding, ops, attackers, backdated }, reach, search);
  }
}

function drawAttackers(random: SeededRandom, founding: Founding, state: State): Person[] {
  const people = Object.keys(founding.ranks);
  const lowered = people.filter((person) => rankIn(state, person) < (founding.ranks[person] ?? 0));
  const first = oneOf(random, random.below(4) > 0 && lowered.length > 0 ? lowered : people) ?? '?';
  const second = oneOf(random, people) ?? '?';
  return random.below(2) === 0 || first === second ? [first] : [first, second];
}

function drawBackdated(
  random: SeededRandom,
  founding: Founding,
  ops: readonly Op[],
  attackers: readonly Person[],
): Op[] {
  const backdated: Op[] = [];
  for (let left = 1 + random.below(2); left > 0; left--) {
    const known = [...ops, ...backdated];
    const devices = devicesAmong(founding, known).filter((device) => attackers.includes(personOf(device)));
    const next = drawOp(random, founding, known, devices);
    if (next !== undefined) backdated.push(next);
  }
  return backdated;
}

/** Reckoned when asked for, once. */
type Reaches = (steps: 1 | 2) => Reach;

export function reachOf(room: Room): Reaches {
  const known = new Map<number, Reach>();
  return (steps) => {
    const reach = known.get(steps) ?? reachNow(room, steps);
    known.set(steps, reach);
    return reach;
  };
}

/** One step of what could be done now is quick and says no harm nearly always; where it does not, as many steps as were backdated. */
export function judge(attack: Attack, reach: Reaches, search: Search): void {
  search.placements++;
  if (harmOf(attack, reach(1)).length === 0) return;
  const what = harmOf(attack, reach(2));
  if (what.length === 0) return;
  if (isContestedHandover(attack) || isTakenBack(attack)) search.undecidable++;
  else search.harms.push({ attack, what });
}
