/** The model against the project's own fold. `GRAPEVINE_RUNS=20000` for a long run, `GRAPEVINE_SEED` for another. */
import { beforeAll, describe, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { CASTS, drawHistory, oneOf } from './draw.ts';
import { fold } from './fold.ts';
import { ADMIN, MEMBER, MODERATOR, OWNER, READER, actAsText, cameAlone, op, type Op } from './history.ts';
import { RealRoom } from './realRoom.ts';
import type { Founding } from './state.ts';

const HISTORIES = 2 * Number(process.env['GRAPEVINE_RUNS'] ?? 200);
const SEED = Number(process.env['GRAPEVINE_SEED'] ?? 20261125);
/** Room for the longest: what one can make of a history of two ops, another needs seven for. */
const MOST_OPS = 7;
const [PLAIN] = CASTS as [Founding];

beforeAll(cryptoReady);

interface Both {
  readonly model: string;
  readonly real: string;
}

/** The same history folded by both, the entries brought in an order drawn from the seed. */
function both(founding: Founding, ops: readonly Op[], seed = 1): Both {
  const room = new RealRoom(founding);
  const told = room.tell(ops);
  return { model: room.modelAsText(fold(founding, told)), real: room.fold(seededRandom(seed)) };
}

const differs = (founding: Founding, ops: readonly Op[], seed: number): boolean => {
  const { model, real } = both(founding, ops, seed);
  return model !== real;
};

/** As few ops as still make the two differ, to be kept as a named test. */
function smallest(founding: Founding, ops: readonly Op[], seed: number): readonly Op[] {
  const shorter = ops
    .filter((one) => !ops.some((other) => other.before.has(one)))
    .map((one) => ops.filter((other) => other !== one))
    .find((fewer) => differs(founding, fewer, seed));
  return shorter ? smallest(founding, shorter, seed) : ops;
}

const asLine = (one: Op): string =>
  `${one.id} ${one.device}: ${actAsText(one.act)} ← ${one.deps.map(({ id }) => id).join(' ')}`;

test(`[CHA-2] [CHA-3] [CHA-4] [CHA-6] [T-31] ${HISTORIES} random histories fold as the model says, in any order of delivery`, () => {
  let alone = 0;
  for (let run = 0; run < HISTORIES; run++) {
    const seed = SEED + run;
    const random = seededRandom(seed);
    const founding = oneOf(random, CASTS) ?? PLAIN;
    const ops = drawHistory(random, founding, 2 + random.below(MOST_OPS - 1));
    if (ops.some(cameAlone)) alone++;
    if (!differs(founding, ops, seed)) continue;
    const few = smallest(founding, ops, seed);
    const { model, real } = both(founding, few, seed);
    const said = [
      `seed ${seed}, ${JSON.stringify(founding.ranks)}`,
      ...few.map(asLine),
      `model ${model}`,
      `real  ${real}`,
    ];
    expect.fail(said.join('\n'));
  }
  if ('GRAPEVINE_RUNS' in process.env) process.stdout.write(`somebody comes in alone in ${alone} of ${HISTORIES}\n`);
  expect(alone).toBeGreaterThan(HISTORIES / 100);
}, 3_600_000);

describe('open links and what the room has settled', () => {
  const founding = CASTS[3] ?? PLAIN;
  const link = op('00000001', 'a1', { kind: 'invite', role: MEMBER, open: true }, []);
  const alone = op('00000002', 'x1', { kind: 'join', target: 'x', invite: link }, [link]);
  const compare = (...ops: readonly Op[]): string => {
    const { model, real } = both(founding, ops);
    expect(real).toBe(model);
    return real;
  };

  test('[CHA-4] [CHA-8] who comes in alone while the link is ended is nobody’s guest, unless somebody who may admit built on it', () => {
    expect(compare(link, alone)).toContain('x member');
    const end = op('00000003', 'o1', { kind: 'uninvite', invite: link }, [link]);
    expect(compare(link, alone, end)).toContain('x out');
    const removal = op('00000003', 'o1', { kind: 'remove', target: 'u' }, [link]);
    expect(compare(link, alone, removal)).toContain('x out');
    const welcome = op('00000004', 'o2', { kind: 'settings' }, [alone]);
    expect(compare(link, alone, removal, welcome)).toContain('x member');
    const chatter = op('00000004', 'u1', { kind: 'name' }, [alone]);
    expect(compare(link, alone, end, chatter)).toContain('x out');
  });

  test('[CHA-4] [CHA-8] who says something of themself on top of it makes nobody their guest: no lowering reaches some of that', () => {
    const removal = op('00000003', 'o1', { kind: 'remove', target: 'a' }, [link]);
    const ofThem = [
      op('00000004', 'a2', { kind: 'device.revoke', device: 'a1' }, [alone]),
      op('00000004', 'o2', { kind: 'name' }, [alone]),
      op('00000004', 'o2', { kind: 'device.add', device: 'o9' }, [alone]),
    ];
    for (const said of ofThem) expect(compare(link, alone, removal, said)).toContain('x out');
    const three = { ranks: { o: 5, a: 4, b: 4, x: 0 }, devices: ['o1', 'a1', 'b1', 'b2', 'x1'] } as const;
    const end = op('00000003', 'o1', { kind: 'uninvite', invite: link }, [link]);
    const left = op('00000004', 'b1', { kind: 'leave' }, [link]);
    const leftToo = op('00000005', 'b2', { kind: 'leave' }, [alone]);
    const { model, real } = both(three, [link, alone, end, left, leftToo]);
    expect(real).toContain('x out');
    expect(real).toBe(model);
  });

  test('[CHA-4] [CHA-6] who comes in alone while links are asked is nobody’s guest either, by a link made at that time too', () => {
    for (const seen of [[], [link]]) {
      const asked = op('00000003', 'o1', { kind: 'settings', policies: { links: 'asked' } }, seen);
      expect(compare(link, alone, asked)).toContain('x out');
      const open = op('00000004', 'o1', { kind: 'settings', policies: { links: 'open' } }, [asked]);
      expect(compare(link, alone, asked, open)).toContain('x out');
      const again = op('00000005', 'x1', { kind: 'join', target: 'x', invite: link }, [link, alone, open]);
      expect(compare(link, alone, asked, open, again)).toContain('x member');
      const welcome = op('00000004', 'o2', { kind: 'settings' }, [alone]);
      expect(compare(link, alone, asked, welcome)).toContain('x member');
      const carried = op('00000002', 'a1', { kind: 'join', target: 'x', invite: link }, [link]);
      expect(compare(link, carried, asked), 'somebody carried them').toContain('x member');
    }
    const byALesser = op('00000003', 'a1', { kind: 'settings', policies: { links: 'asked' } }, [link]);
    const removal = op('00000004', 'o1', { kind: 'role', target: 'a', role: MEMBER }, [alone]);
    expect(compare(link, alone, byALesser, removal), 'settled by who was being demoted').toContain('x member');
  });

  test('[CHA-4] an open link has its maker’s say: it goes with their membership, and with their rank', () => {
    for (const lowering of [
      op('00000003', 'o1', { kind: 'remove', target: 'a' }, []),
      op('00000003', 'o1', { kind: 'role', target: 'a', role: MEMBER }, []),
      op('00000003', 'a2', { kind: 'leave' }, []),
    ])
      expect(compare(link, alone, lowering)).toContain('x out');
  });

  test('[CHA-6] what an op needs of the policies is asked of its own ancestors, whatever is settled at the same time', () => {
    const fewer = op('00000003', 'o1', { kind: 'settings', policies: { invite: OWNER } }, []);
    expect(compare(link, alone, fewer)).toContain('x member');
    const asked = op('00000003', 'o1', { kind: 'settings', policies: { links: 'asked' } }, []);
    const after = op('00000004', 'x1', { kind: 'join', target: 'x', invite: link }, [link, asked]);
    expect(compare(link, asked, after)).toContain('x out');
    const widened = op('00000003', 'a1', { kind: 'settings', policies: { invite: MEMBER } }, []);
    const invited = op('00000004', 'u1', { kind: 'invite', role: READER, open: true }, [widened]);
    const came = op('00000005', 'x1', { kind: 'join', target: 'x', invite: invited }, [invited]);
    expect(compare(widened, invited, came)).toContain('x reader');
    const removal = op('00000006', 'o1', { kind: 'remove', target: 'a' }, []);
    expect(compare(widened, invited, came, removal), 'and goes with who settled it').toContain('x out');
  });
});

/** Each was a difference once. */
describe('what the two disagreed on', () => {
  test('[CHA-4] who left does not come back by revoking, from before, the device that left', () => {
    const leave = op('l', 'u1', { kind: 'leave' }, []);
    const revocation = op('r', 'u2', { kind: 'device.revoke', device: 'u1' }, []);
    const { model, real } = both(PLAIN, [leave, revocation]);
    expect(real).toContain('u out');
    expect(real).toBe(model);
  });

  test('[CHA-4] a key given up while its person is removed stays dead when they are admitted again', () => {
    const removal = op('r', 'a1', { kind: 'remove', target: 'u' }, []);
    const revocation = op('k', 'u1', { kind: 'device.revoke', device: 'u2' }, []);
    const again = op('b', 'a1', { kind: 'add', target: 'u', role: MEMBER }, [removal]);
    const { model, real } = both(PLAIN, [removal, revocation, again]);
    expect(real).toContain('u member');
    expect(real).not.toContain('u2');
    expect(real).toBe(model);
  });

  test('[CHA-4] an invite is decided before the join that rests on it, whatever their ids and whoever admits', () => {
    const founding = CASTS[3] ?? PLAIN;
    for (const [inviter, admitter] of [
      ['a1', 'o1'],
      ['o1', 'o2'],
      ['a2', 'a1'],
    ] as const) {
      const invite = op('00000001', inviter, { kind: 'invite', role: MEMBER }, []);
      const join = op('00000002', admitter, { kind: 'join', target: 'x', invite }, [invite]);
      const { model, real } = both(founding, [invite, join]);
      expect(real).toContain('x member');
      expect(real).toBe(model);
    }
  });

  test('[CHA-4] an admin who is being demoted lowers no equal by removing and adding them again', () => {
    const removal = op('r', 'a1', { kind: 'remove', target: 'm' }, []);
    const again = op('b', 'a1', { kind: 'add', target: 'm', role: READER }, [removal]);
    const demotion = op('d', 'o1', { kind: 'role', target: 'a', role: MODERATOR }, []);
    const { model, real } = both(PLAIN, [removal, again, demotion]);
    expect(real).toContain('m moderator');
    expect(real).toBe(model);
  });

  test('[CHA-4] a stolen device of the owner’s, given up, hands the room to nobody from before', () => {
    for (const [revoking, handing] of [
      ['1', '2'],
      ['2', '1'],
    ] as const) {
      const revocation = op(revoking, 'o2', { kind: 'device.revoke', device: 'o1' }, []);
      const handover = op(handing, 'o1', { kind: 'handover', target: 'u' }, []);
      const { model, real } = both(PLAIN, [revocation, handover]);
      expect(real).toContain('o owner');
      expect(real).toBe(model);
    }
  });

  test('[CHA-4] nor does one use the rank its person got at the same time', () => {
    const revocation = op('r', 'u2', { kind: 'device.revoke', device: 'u1' }, []);
    const handover = op('h', 'o1', { kind: 'handover', target: 'u' }, []);
    const backdated = op('b', 'u1', { kind: 'role', target: 'o', role: MEMBER }, [handover]);
    const { model, real } = both(PLAIN, [revocation, handover, backdated]);
    expect(real).toContain('o admin');
    expect(real).toBe(model);
  });

  test('[CHA-4] who has become the owner lets people in by the invite they made as an admin', () => {
    const founding = CASTS[3] ?? PLAIN;
    const invite = op('00000001', 'a1', { kind: 'invite', role: MEMBER }, []);
    const handover = op('00000002', 'o1', { kind: 'handover', target: 'a' }, [invite]);
    const join = op('00000003', 'a1', { kind: 'join', target: 'x', invite }, [handover]);
    const elsewhere = op('00000004', 'u2', { kind: 'device.revoke', device: 'u1' }, []);
    const besides = op('00000005', 'u1', { kind: 'rotate' }, []);
    const settings = op('00000006', 'o2', { kind: 'settings' }, [invite, elsewhere]);
    const { model, real } = both(founding, [invite, handover, join, elsewhere, besides, settings]);
    expect(real).toContain('x member');
    expect(real).toBe(model);
  });

  test('[CHA-4] the owner undoes a demotion: it stands though its ancestors are decided after it', () => {
    const founding = CASTS[2] ?? PLAIN;
    const demotion = op('00000001', 'a2', { kind: 'role', target: 'm', role: MEMBER }, []);
    const added = op('00000002', 'a2', { kind: 'add', target: 'x', role: MODERATOR }, [demotion]);
    const removal = op('00000003', 'x1', { kind: 'remove', target: 'm' }, [added]);
    const promotion = op('00000004', 'o1', { kind: 'role', target: 'm', role: MODERATOR }, [demotion]);
    const { model, real } = both(founding, [demotion, added, removal, promotion]);
    expect(real).toContain('m moderator');
    expect(real).toBe(model);
  });

  test('[CHA-4] a device that was added where the add before it is outdone is its person’s all the same', () => {
    const founding = CASTS[2] ?? PLAIN;
    const leave = op('a', 'a1', { kind: 'leave' }, []);
    const added = op('b', 'm2', { kind: 'add', target: 'x', role: READER }, []);
    const outdone = op('c', 'o2', { kind: 'add', target: 'x', role: MODERATOR }, [leave]);
    const device = op('d', 'x1', { kind: 'device.add', device: 'x9' }, [leave, added]);
    const { model, real } = both(founding, [leave, added, outdone, device]);
    expect(real).toContain('x moderator');
    expect(real).toContain('x9');
    expect(real).toBe(model);
  });

  test('[CHA-4] a device acts at its person’s rank, though whoever brought it in is decided after it', () => {
    const added = op('00000001', 'm9', { kind: 'device.add', device: 'm9' }, []);
    const handover = op('00000002', 'o1', { kind: 'handover', target: 'm' }, []);
    const settings = op('00000003', 'm9', { kind: 'settings' }, [added, handover]);
    const elsewhere = op('00000004', 'u2', { kind: 'device.revoke', device: 'u1' }, []);
    const besides = op('00000005', 'u1', { kind: 'rotate' }, []);
    for (const ops of [
      [added, handover, settings],
      [added, handover, settings, elsewhere, besides],
    ]) {
      const { model, real } = both(PLAIN, ops);
      expect(real).not.toContain('founding');
      expect(real).toBe(model);
    }
  });

  test('[CHA-4] the new owner lets somebody in by the invite the old one made while handing over', () => {
    const founding = CASTS[3] ?? PLAIN;
    const invite = op('00000001', 'o2', { kind: 'invite', role: MEMBER }, []);
    const handover = op('00000002', 'o1', { kind: 'handover', target: 'a' }, []);
    const join = op('00000003', 'a1', { kind: 'join', target: 'x', invite }, [invite, handover]);
    const elsewhere = op('00000004', 'u2', { kind: 'device.revoke', device: 'u1' }, []);
    const besides = op('00000005', 'u1', { kind: 'rotate' }, []);
    for (const ops of [
      [invite, handover, join],
      [invite, handover, join, elsewhere, besides],
    ]) {
      const { model, real } = both(founding, ops);
      expect(real).toContain('x member');
      expect(real).toBe(model);
    }
  });

  test('[CHA-4] what a device did stands though whoever brought it in was put out: that it is theirs is its person’s word', () => {
    const founding = CASTS[2] ?? PLAIN;
    const invite = op('00000001', 'o1', { kind: 'invite', role: MEMBER }, []);
    const join = op('00000002', 'o1', { kind: 'join', target: 'x', invite }, [invite]);
    const promotion = op('00000003', 'o1', { kind: 'role', target: 'x', role: ADMIN }, [join]);
    const added = op('00000004', 'm1', { kind: 'add', target: 'x', role: READER }, []);
    const settings = op('00000005', 'x2', { kind: 'settings' }, [promotion, added]);
    const removal = op('00000006', 'a1', { kind: 'remove', target: 'm' }, []);
    const { model, real } = both(founding, [invite, join, promotion, added, settings, removal]);
    expect(real).toContain('x admin');
    expect(real).not.toContain('x2');
    expect(real).not.toContain('founding');
    expect(real).toBe(model);
  });

  test('[CHA-2] [CHA-4] who hands the room over and leaves, by a device that is being given up, is its owner still', () => {
    for (const [first, second] of [
      ['00000001', '00000002'],
      ['00000002', '00000001'],
    ] as const) {
      const handover = op(first, 'o1', { kind: 'handover', target: 'a' }, []);
      const leave = op(second, 'o1', { kind: 'leave' }, [handover]);
      const { model, real } = both(PLAIN, [handover, leave]);
      expect(real).toContain('o out; a owner');
      expect(real).toBe(model);
      const revocation = op('00000003', 'o2', { kind: 'device.revoke', device: 'o1' }, []);
      const given = both(PLAIN, [handover, leave, revocation]);
      expect(given.real).toContain('o owner; a admin');
      expect(given.real).toBe(given.model);
    }
  });

  test('[CHA-4] who leaves demoted, as it seemed, by somebody who was being put out, leaves as what they are', () => {
    const demotion = op('00000001', 'a2', { kind: 'role', target: 'm', role: READER }, []);
    const leave = op('00000002', 'm1', { kind: 'leave' }, [demotion]);
    const removal = op('00000003', 'o2', { kind: 'remove', target: 'a' }, []);
    const backdated = op('00000000', 'm2', { kind: 'role', target: 'u', role: READER }, [demotion, removal]);
    const { model, real } = both(PLAIN, [demotion, leave, removal, backdated]);
    expect(real).toContain('m out; u member');
    expect(real).toBe(model);
  });

  test('[CHA-4] who leaves unaware that they rose leaves as what they have become: nothing of their other device’s stands', () => {
    const rose = op('00000001', 'a1', { kind: 'role', target: 'u', role: MODERATOR }, []);
    const added = op('00000002', 'a2', { kind: 'add', target: 'x', role: MEMBER }, []);
    const leave = op('00000003', 'u1', { kind: 'leave' }, [added]);
    const backdated = op('00000000', 'u2', { kind: 'remove', target: 'x' }, [rose, added]);
    const { model, real } = both(CASTS[3] ?? PLAIN, [rose, added, leave, backdated]);
    expect(real).toContain('u out; x member');
    expect(real).toBe(model);
  });

  test('[CHA-4] nor does who lets them in again need to be more than they had become without knowing', () => {
    const rose = op('00000001', 'o1', { kind: 'role', target: 'u', role: ADMIN }, []);
    const leave = op('00000002', 'u1', { kind: 'leave' }, []);
    const again = op('00000003', 'a2', { kind: 'add', target: 'u', role: MEMBER }, [rose, leave]);
    const { model, real } = both(PLAIN, [rose, leave, again]);
    expect(real).toContain('u member');
    expect(real).toBe(model);
  });

  test('[CHA-4] who leaves by a device they have just added takes back what another of theirs did, whatever the ids', () => {
    const device = op('00000009', 'u1', { kind: 'device.add', device: 'u9' }, []);
    const leave = op('00000008', 'u9', { kind: 'leave' }, [device]);
    const named = op('00000001', 'u2', { kind: 'name' }, []);
    const { model, real } = both(PLAIN, [device, leave, named]);
    expect(real).not.toContain('u is');
    expect(real).toBe(model);
  });

  test('[CHA-4] an invite of who was put out or lowered at the time lets nobody in by an equal’s hand', () => {
    const founding = CASTS[3] ?? PLAIN;
    const invite = op('00000005', 'o2', { kind: 'invite', role: MODERATOR }, []);
    const handover = op('00000004', 'o1', { kind: 'handover', target: 'a' }, []);
    const demotion = op('00000003', 'a1', { kind: 'role', target: 'o', role: MODERATOR }, [handover]);
    const join = op('00000002', 'a2', { kind: 'join', target: 'x', invite }, [handover, invite]);
    const { model, real } = both(founding, [invite, handover, demotion, join]);
    expect(real).toContain('x out');
    expect(real).toBe(model);
  });

  test('[CHA-4] who is admitted again is what they came back as, whatever a higher rank, not knowing that they went, made of them at the same time', () => {
    for (const [first, second] of [
      ['1', '2'],
      ['2', '1'],
    ] as const) {
      const removal = op(first, 'o1', { kind: 'remove', target: 'a' }, []);
      const again = op('3', 'm1', { kind: 'add', target: 'a', role: READER }, [removal]);
      const demotion = op(second, 'o2', { kind: 'role', target: 'a', role: MEMBER }, []);
      const { model, real } = both(PLAIN, [removal, again, demotion]);
      expect(real).toContain('a reader');
      expect(real).toBe(model);
    }
  });

  test('[CHA-4] who left comes back by a link as what it makes, not as what they were to be when they had gone, however late that was said', () => {
    const link = op('00000001', 'o1', { kind: 'invite', role: READER, open: true }, []);
    const left = op('00000002', 'a2', { kind: 'leave' }, [link]);
    const said = op('00000003', 'o2', { kind: 'settings' }, [link]);
    const back = op('00000005', 'a1', { kind: 'join', target: 'a', invite: link }, [left]);
    for (const seen of [[link], [said]]) {
      const demotion = op('00000004', 'o2', { kind: 'role', target: 'a', role: MODERATOR }, seen);
      const { model, real } = both(PLAIN, [link, left, said, demotion, back]);
      expect(real).toContain('a reader');
      expect(real).toBe(model);
    }
  });

  test('[CHA-4] who is raised once they are back is what that made of them, by whomever else they were called back', () => {
    const removal = op('00000001', 'a1', { kind: 'remove', target: 'u' }, []);
    const back = op('00000002', 'm1', { kind: 'add', target: 'u', role: READER }, [removal]);
    const raised = op('00000003', 'o1', { kind: 'role', target: 'u', role: MODERATOR }, [back]);
    const again = op('00000004', 'm2', { kind: 'add', target: 'u', role: READER }, [removal]);
    const { model, real } = both(PLAIN, [removal, back, raised, again]);
    expect(real).toContain('u moderator');
    expect(real).toBe(model);
  });

  test('[CHA-4] what is outdone outdoes others all the same: the last stands that nothing outdoes', () => {
    const first = op('00000001', 'o1', { kind: 'role', target: 'u', role: READER }, []);
    const second = op('00000002', 'm1', { kind: 'role', target: 'u', role: MEMBER }, [first]);
    const apart = op('00000003', 'a1', { kind: 'rotate' }, []);
    const outdone = op('00000004', 'a1', { kind: 'role', target: 'u', role: READER }, [apart]);
    const { model, real } = both(PLAIN, [first, second, apart, outdone]);
    expect(real).toContain('u reader');
    expect(real).toBe(model);
  });

  test('[CHA-4] somebody whose join is void, raised by who knew it, comes with the device they joined with', () => {
    const link = op('00000001', 'a2', { kind: 'invite', role: READER, open: true }, []);
    const join = op('00000002', 'x2', { kind: 'join', target: 'x', invite: link }, [link]);
    const demotion = op('00000003', 'o1', { kind: 'role', target: 'a', role: MEMBER }, []);
    const raised = op('00000004', 'm2', { kind: 'role', target: 'x', role: MEMBER }, [join]);
    const { model, real } = both(CASTS[2] ?? PLAIN, [link, join, demotion, raised]);
    expect(real).toContain(' x2;');
    expect(real).toBe(model);
  });

  test('[CHA-4] a device that was given up may carry the certificate of another: its person signed that', () => {
    const revocation = op('00000001', 'o2', { kind: 'device.revoke', device: 'o1' }, []);
    const carried = op('00000002', 'o1', { kind: 'device.add', device: 'o9' }, [revocation]);
    const { model, real } = both(PLAIN, [revocation, carried]);
    expect(real).toContain(' o2 o9 ');
    expect(real).toBe(model);
  });

  test('[CHA-4] a direct room, a public one, a name and a key given up twice', () => {
    const direct = CASTS.find(({ kind }) => kind === 'direct') ?? PLAIN;
    const third = op('00000001', 'o1', { kind: 'add', target: 'x', role: MEMBER }, []);
    expect(both(direct, [third]).real).toContain('x out');
    expect(both(direct, [third]).real).toBe(both(direct, [third]).model);
    const named = op('00000001', 'a1', { kind: 'name' }, []);
    const once = op('00000002', 'o2', { kind: 'device.revoke', device: 'o1' }, []);
    const twice = op('00000003', 'o2', { kind: 'device.revoke', device: 'o1' }, [once, named]);
    const givenUp = op('00000004', 'a2', { kind: 'device.revoke', device: 'a1' }, []);
    const { model, real } = both(PLAIN, [named, once, twice, givenUp]);
    expect(real).not.toContain('a is');
    expect(real).toBe(model);
  });
});
