import { describe, expect, test } from 'vitest';
import { seededRandom } from '#testing/seededRandom.ts';
import { reachOf, searchOnce, judge, type Search } from './attack.ts';
import { CASTS, drawHistory, oneOf } from './draw.ts';
import { everyHistory } from './every.ts';
import { fold } from './fold.ts';
import { ADMIN, MEMBER, MODERATOR, OUT, OWNER, READER, asText, op, type Op, type Person } from './history.ts';
import { permutations } from './shapes.ts';
import { rankIn, stateAsText, type Founding, type State } from './state.ts';

/** Times as much as continuous integration does. */
const MORE = Number(process.env['GRAPEVINE_RUNS'] ?? 200) / 200;
const SEED = Number(process.env['GRAPEVINE_SEED'] ?? 20261125);

const [PLAIN, TWO_ADMINS] = CASTS as [Founding, Founding];
/** Of a direct room it is known what the past allows: who was in it alone may have called a third (0020). */
const SEARCHED = CASTS.filter(({ kind }) => kind !== 'direct');
const WITH_OUTSIDER = CASTS[3] as Founding;

/** Ids are given in the order that would serve the attacker. */
const ranks = (founding: Founding, ops: readonly Op[], person: Person): number => rankIn(fold(founding, ops), person);
const ownersOf = (state: State): Person[] => [...state.ranks].filter(([, rank]) => rank === OWNER).map(([who]) => who);

describe('what the removed, demoted or former place from before', () => {
  test('[CHA-4] [T-26] a removed moderator cites the time before: nobody is removed by it', () => {
    const removal = op('5', 'a1', { kind: 'remove', target: 'm' }, []);
    const backdated = op('1', 'm1', { kind: 'remove', target: 'u' }, []);
    expect(ranks(PLAIN, [removal, backdated], 'u')).toBe(MEMBER);
    expect(ranks(PLAIN, [removal, backdated], 'm')).toBe(OUT);
  });

  test('[CHA-4] [T-26] nor once the owner, who cites every head he knows, has cited both', () => {
    const removal = op('5', 'a1', { kind: 'remove', target: 'm' }, []);
    const backdated = op('1', 'm1', { kind: 'remove', target: 'u' }, []);
    const later = op('6', 'o1', { kind: 'settings' }, [removal, backdated]);
    expect(ranks(PLAIN, [removal, backdated, later], 'u')).toBe(MEMBER);
  });

  test('[CHA-4] what the owner built on, not knowing of the removal, stands', () => {
    const removal = op('5', 'a1', { kind: 'remove', target: 'm' }, []);
    const cited = op('1', 'm1', { kind: 'remove', target: 'u' }, []);
    const vouching = op('6', 'o1', { kind: 'settings' }, [cited]);
    expect(ranks(PLAIN, [removal, cited, vouching], 'u')).toBe(OUT);
  });

  test('[CHA-4] [T-51] a demoted admin removes, from before, the one who has become owner and demoted him', () => {
    const handover = op('4', 'o1', { kind: 'handover', target: 'u' }, []);
    const demotion = op('5', 'u1', { kind: 'role', target: 'a', role: MEMBER }, [handover]);
    const backdated = op('1', 'a1', { kind: 'remove', target: 'u' }, []);
    expect(ranks(PLAIN, [handover, demotion, backdated], 'a')).toBe(MEMBER);
    expect(ranks(PLAIN, [handover, demotion, backdated], 'u')).toBe(OWNER);
  });

  test('[CHA-4] [T-52] a moderator, from before a handover, removes the new owner', () => {
    const handover = op('5', 'o1', { kind: 'handover', target: 'u' }, []);
    const backdated = op('1', 'm1', { kind: 'remove', target: 'u' }, []);
    expect(ranks(PLAIN, [handover, backdated], 'u')).toBe(OWNER);
  });

  test('[CHA-4] [T-30] an admin removes an admin by citing when he was a member: whom he admitted since stays', () => {
    const raise = op('5', 'o1', { kind: 'role', target: 'u', role: ADMIN }, []);
    const add = op('6', 'u1', { kind: 'add', target: 'x', role: READER }, [raise]);
    const backdated = op('1', 'a1', { kind: 'remove', target: 'u' }, []);
    expect(ranks(WITH_OUTSIDER, [raise, add, backdated], 'u')).toBe(ADMIN);
    expect(ranks(WITH_OUTSIDER, [raise, add, backdated], 'x')).toBe(READER);
  });

  test('[CHA-4] someone who left acts from before leaving, with a second device', () => {
    const leave = op('5', 'a1', { kind: 'leave' }, []);
    const backdated = op('1', 'a2', { kind: 'remove', target: 'u' }, []);
    expect(ranks(PLAIN, [leave, backdated], 'u')).toBe(MEMBER);
  });

  test('[CHA-4] someone promoted again acts again', () => {
    const down = op('5', 'o1', { kind: 'role', target: 'a', role: READER }, []);
    const up = op('6', 'o1', { kind: 'role', target: 'a', role: ADMIN }, [down]);
    const act = op('1', 'a1', { kind: 'remove', target: 'u' }, [up]);
    expect(ranks(PLAIN, [down, up, act], 'u')).toBe(OUT);
  });

  test('[CHA-4] who left with one device does not come back by revoking it, or leaving, with another from before', () => {
    const leave = op('5', 'm1', { kind: 'leave' }, []);
    const revocation = op('1', 'm2', { kind: 'device.revoke', device: 'm1' }, []);
    expect(ranks(PLAIN, [leave, revocation], 'm')).toBe(OUT);
    expect(ranks(PLAIN, [leave, op('1', 'm2', { kind: 'leave' }, [])], 'm')).toBe(OUT);
  });

  test('[CHA-4] [T-32] a removed admin’s backdated invite admits nobody, not even by another admin', () => {
    const removal = op('5', 'o1', { kind: 'remove', target: 'a' }, []);
    const invite = op('1', 'a1', { kind: 'invite', role: MEMBER }, []);
    const join = op('6', 'b1', { kind: 'join', target: 'x', invite }, [invite]);
    const founding = { ranks: { o: 5, a: 4, b: 4, x: 0 }, devices: ['o1', 'a1', 'b1'] } as const;
    expect(ranks(founding, [invite, join], 'x')).toBe(MEMBER);
    expect(ranks(founding, [removal, invite, join], 'x')).toBe(OUT);
  });

  test('[CHA-8] a moderator makes no equal less who came in alone at the time: no link that lets people in alone makes a moderator', () => {
    const link = op('1', 'a1', { kind: 'invite', role: MODERATOR, open: true }, []);
    const join = op('2', 'x1', { kind: 'join', target: 'x', invite: link }, [link]);
    expect(ranks(CASTS[2] as Founding, [link, join], 'x')).toBe(OUT);
    const asMember = op('1', 'a1', { kind: 'invite', role: MEMBER, open: true }, []);
    const came = op('2', 'x1', { kind: 'join', target: 'x', invite: asMember }, [asMember]);
    expect(ranks(CASTS[2] as Founding, [asMember, came], 'x')).toBe(MEMBER);
  });

  test('[CHA-4] [T-58] both devices of one person revoke each other: both are out', () => {
    const thief = op('1', 'a1', { kind: 'device.revoke', device: 'a2' }, []);
    const owner = op('5', 'a2', { kind: 'device.revoke', device: 'a1' }, []);
    const { revoked } = fold(PLAIN, [thief, owner]);
    expect([...revoked].sort()).toEqual(['a1', 'a2']);
  });
});

describe('one owner', () => {
  test('[CHA-2] a handover after a handover stands, whatever their ids', () => {
    for (const [first, second] of [
      ['1', '5'],
      ['5', '1'],
    ] as const) {
      const toA = op(first, 'o1', { kind: 'handover', target: 'a' }, []);
      const toM = op(second, 'a1', { kind: 'handover', target: 'm' }, [toA]);
      expect(ownersOf(fold(PLAIN, [toA, toM]))).toEqual(['m']);
    }
  });

  test('[CHA-2] who is handed the room while leaving it is its owner, and must hand it on', () => {
    const handover = op('5', 'o1', { kind: 'handover', target: 'a' }, []);
    const leave = op('1', 'a1', { kind: 'leave' }, []);
    expect(ownersOf(fold(PLAIN, [handover, leave]))).toEqual(['a']);
    const promotion = op('5', 'o1', { kind: 'role', target: 'u', role: MODERATOR }, []);
    expect(ranks(PLAIN, [promotion, op('1', 'u1', { kind: 'leave' }, [])], 'u')).toBe(OUT);
  });

  test('[CHA-2] in every history of two ops, and in random ones of up to six', { timeout: 600_000 }, () => {
    const random = seededRandom(SEED);
    let seen = 0;
    const look = (founding: Founding, ops: readonly Op[]): void => {
      seen++;
      const owners = ownersOf(fold(founding, ops));
      if (owners.length !== 1) expect.fail(`${owners.length} owners of ${ops.map(asText).join('; ')}`);
    };
    for (const founding of CASTS) for (const ops of everyHistory(founding, 2)) look(founding, ops);
    for (let run = 0; run < 300 * MORE; run++) {
      const founding = oneOf(random, CASTS) ?? PLAIN;
      look(founding, drawHistory(random, founding, 3 + random.below(4)));
    }
    expect(seen).toBeGreaterThan(1_000);
  });
});

test('[CHA-1] every order of delivery folds to the same state', () => {
  const random = seededRandom(SEED + 1);
  for (let run = 0; run < 20 * MORE; run++) {
    const founding = oneOf(random, CASTS) ?? PLAIN;
    const ops = drawHistory(random, founding, 5);
    const expected = stateAsText(fold(founding, ops));
    for (const order of permutations(ops))
      expect(stateAsText(fold(founding, order)), ops.map(asText).join('; ')).toBe(expected);
  }
});

describe('the search for harm', () => {
  test('[CHA-4] backdated ops of one or two achieve nothing they could not do now', { timeout: 3_600_000 }, () => {
    const random = seededRandom(SEED + 2);
    const search: Search = { placements: 0, undecidable: 0, harms: [] };
    while (search.placements < 3_000 * MORE)
      searchOnce(random, oneOf(random, SEARCHED) ?? PLAIN, 1 + random.below(5), search);
    const told = search.harms.map(({ attack, what }) =>
      [...attack.ops.map(asText), 'backdated:', ...attack.backdated.map(asText), ...what].join('\n'),
    );
    expect(told).toEqual([]);
  });

  test('[CHA-4] it sees harm where there is some: a contested handover', () => {
    const ops = [op('5', 'o1', { kind: 'handover', target: 'a' }, [])];
    const backdated = [op('1', 'o2', { kind: 'handover', target: 'b' }, [])];
    const search: Search = { placements: 0, undecidable: 0, harms: [] };
    const attack = { founding: TWO_ADMINS, ops, attackers: ['o'], backdated };
    judge(attack, reachOf(attack), search);
    expect(search.undecidable).toBe(1);
  });
});
