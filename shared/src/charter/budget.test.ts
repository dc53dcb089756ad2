import { beforeAll, expect, test } from 'vitest';
import { Charter } from '#shared/charter/charter.ts';
import { makeGrants, makeRotate, ungranted } from '#shared/charter/epochs.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { proveJoin } from '#shared/charter/joinProof.ts';
import { RANKS } from '#shared/charter/rank.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { allOf, FOUNDED, Person } from '#testing/charterPeople.ts';
import { longCharter } from '#testing/longCharter.ts';

beforeAll(cryptoReady);

/** A copy with payloads of its own: nothing parsed before serves it. */
const afresh = (entries: readonly Entry[]): Entry[] =>
  entries.map((entry) => ({ ...entry, payload: entry.payload.slice() }));

function folded(alice: Person, entries: readonly Entry[]): Charter {
  const charter = new Charter(alice.charter.room);
  for (const entry of entries) {
    charter.add(entry, { trusted: true });
    charter.state();
  }
  return charter;
}

test('[CHA-7] three hundred people who came by an invite, each granted the key, fold at once', () => {
  const alice = new Person('alice');
  alice.founds();
  const { id, key, op } = makeRotate(alice.charter.state(), [], () => undefined, alice.random);
  alice.says(op);
  const secret = alice.random.bytes(16);
  const { invite, sign } = inviteKeys(secret);
  alice.says(makeInvite({ secret, preview: { room: 'room', inviter: 'alice' }, deps: [], now: FOUNDED }, alice.random));
  for (let n = 0; n < 300; n++) {
    const { certificate } = new Person(`guest ${n}`);
    const signature = proveJoin(alice.charter.room, certificate, sign.secretKey);
    alice.says({ t: 'join', invite, certificate, signature });
    const state = alice.charter.state();
    for (const grant of makeGrants(state, [], id, key, ungranted(state, id), alice.random)) alice.says(grant);
  }
  const entries = afresh(alice.written);
  const charter = folded(alice, entries);
  expect(charter.state().members.size).toBe(301);
  expect(charter.work / entries.length).toBeLessThanOrEqual(1);
});

test('[CHA-7] ten thousand ops fold in one step each, one after the other or in reverse', { timeout: 60_000 }, () => {
  const alice = new Person('alice');
  alice.founds();
  for (let n = 1; n < 10_000; n++) alice.says({ t: 'settings', policies: { history: n % 2 ? 'all' : 'joining' } });
  const entries = afresh(alice.written);
  expect(folded(alice, entries).work).toBe(10_000);
  expect(folded(alice, afresh(entries).reverse()).work).toBe(10_000);
});

test(
  '[T-18] [CHA-7] fifty thousand ops of a hundred people, at odds every day, fold in a few steps each',
  { timeout: 300_000 },
  () => {
    const ops = 50_000;
    const { charter } = longCharter(ops);
    expect(charter.size).toBe(ops);
    // Everything was looked at as it came: the fold of what each author knew, and of all together.
    expect(charter.work / ops).toBeLessThanOrEqual(4);
  },
);

test(
  '[CHA-7] a hundred who write at once, unheard by each other, fold in a few steps an op',
  { timeout: 60_000 },
  () => {
    const alice = new Person('alice');
    alice.founds();
    const others = Array.from({ length: 100 }, (_, n) => new Person(`admin ${n}`));
    for (const { certificate } of others) alice.says({ t: 'member.add', role: 'admin', certificates: [certificate] });
    for (const other of others) {
      other.enters(alice.charter.room);
      for (const entry of alice.written) other.charter.add(entry, { trusted: true });
      for (let n = 0; n < 30; n++) other.says({ t: 'settings', policies: { history: n % 2 ? 'all' : 'joining' } });
    }
    const entries = afresh(allOf(alice, ...others));
    const charter = new Charter(alice.charter.room);
    for (const entry of entries) charter.add(entry, { trusted: true });
    charter.state();
    expect(charter.work / entries.length).toBeLessThanOrEqual(3);
    expect(charter.heads()).toHaveLength(32);
  },
);

test('[CHA-7] one contest long ago does not make every later merge dear', { timeout: 60_000 }, () => {
  const [alice, bob] = [new Person('alice'), new Person('bob')];
  const [laptop, phone] = [new Person('carol', 'laptop'), new Person('carol', 'phone')];
  alice.founds();
  for (const person of [bob, laptop, phone]) person.enters(alice.charter.room);
  alice.says({ t: 'member.add', role: 'admin', certificates: [bob.certificate] });
  alice.says({ t: 'member.add', role: 'admin', certificates: [laptop.certificate, phone.certificate] });
  for (const person of [bob, laptop, phone]) person.hears(...allOf(alice));
  laptop.says({ t: 'member.leave' });
  phone.says({ t: 'settings', policies: { invite: 'member' } });
  for (const person of [alice, bob]) person.hears(...allOf(laptop, phone));
  for (let n = 0; n < 1000; n++) {
    const [hers, his] = [alice, bob].map((person) => person.says({ t: 'settings', policies: { history: 'joining' } }));
    if (his) alice.hears(his);
    if (hers) bob.hears(hers);
  }
  const entries = afresh(allOf(alice, bob, laptop, phone));
  const charter = folded(alice, entries);
  expect(charter.work / entries.length).toBeLessThanOrEqual(4);
  expect(charter.state()).toMatchObject({ policies: { invite: 'admin', history: 'joining' } });
});

/** Each link acts by a device that was brought in under a policy the link before it set; the first under one that is void. */
function chainOfTrust(links: number): { charter: Charter; entries: Entry[] } {
  const [alice, mod, gone] = [new Person('alice'), new Person('mod'), new Person('gone')];
  const [genesis] = [alice.founds()];
  const secret = alice.random.bytes(16);
  const { invite, sign } = inviteKeys(secret);
  for (const { certificate } of [mod, gone])
    alice.says({ t: 'member.add', role: 'moderator', certificates: [certificate] });
  const preview = { room: 'room', inviter: 'alice' };
  alice.says(makeInvite({ secret, preview, deps: [], now: FOUNDED, role: 'reader' }, alice.random));
  const colluders = Array.from({ length: Math.ceil(links / 14) }, (_, n) => `colluder ${n}`);
  for (const name of colluders)
    alice.says({ t: 'member.add', role: 'member', certificates: [new Person(name).certificate] });
  alice.says({ t: 'settings', policies: { invite: 'moderator' } });
  const founding = alice.charter.heads();
  const promotions = colluders.map((name) =>
    alice.says({ t: 'member.role', member: new Person(name).identity, role: 'admin' }),
  );
  const last = promotions.at(-1)?.id ?? genesis.id;
  const written: Entry[] = [];
  let before = founding;
  for (let n = 0; n < links; n++) {
    const device = new Person(colluders[Math.floor(n / 14)] ?? '', `device ${n}`).shares(alice);
    const carrier = (n === 0 ? gone : mod).shares(alice);
    const signature = proveJoin(alice.charter.room, device.certificate, sign.secretKey);
    const join = carrier.says({ t: 'join', invite, certificate: device.certificate, signature }, before);
    const settings = device.says({ t: 'settings', policies: { invite: 'moderator' } }, [join.id, last]);
    written.push(join, settings);
    before = [settings.id];
  }
  const removal = alice.says({ t: 'member.remove', member: gone.identity }, [last]);
  return { charter: alice.charter, entries: [...alice.written.filter((one) => one !== removal), ...written, removal] };
}

test('[CHA-4] [CHA-7] however trust is chained, an op is asked once a stratum and no more', { timeout: 60_000 }, () => {
  const asked = [50, 100].map((links) => {
    const { charter, entries } = chainOfTrust(links);
    expect(entries.filter(({ id }) => charter.faultOf(id) !== undefined)).toEqual([]);
    const before = charter.asked;
    charter.state();
    expect(charter.asked - before).toBeGreaterThan(links);
    return (charter.asked - before) / entries.length;
  });
  for (const times of asked) expect(times).toBeLessThanOrEqual(RANKS.length);
});

test('[CHA-4] [CHA-7] what a removal may reach, and what may have vouched for it, are not weighed pair by pair', () => {
  const [alice, bob] = [new Person('alice'), new Person('bob')];
  alice.founds();
  alice.says({ t: 'member.add', role: 'admin', certificates: [bob.certificate] });
  bob.enters(alice.charter.room).hears(...alice.written);
  for (let n = 0; n < 300; n++) bob.says({ t: 'settings', policies: { history: n % 2 ? 'all' : 'joining' } });
  for (let n = 0; n < 300; n++) alice.says({ t: 'settings', policies: { receipts: n % 2 === 0 } });
  alice.says({ t: 'member.remove', member: bob.identity });
  const entries = afresh(allOf(alice, bob));
  const charter = new Charter(alice.charter.room);
  for (const entry of entries) charter.add(entry, { trusted: true });
  const before = charter.weighed;
  expect(charter.state().members.has(bob.identity)).toBe(false);
  expect(charter.weighed).toBeGreaterThan(before);
  // Each of three hundred was held against each of three hundred once: 90,000.
  expect(charter.weighed - before).toBeLessThanOrEqual(2 * entries.length);
});
