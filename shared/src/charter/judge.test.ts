import { beforeAll, expect, test } from 'vitest';
import { encode } from '#shared/cbor.ts';
import { Charter } from '#shared/charter/charter.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { proveJoin } from '#shared/charter/joinProof.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { CHARTER, documentId, type EntryId, type WriterId } from '#shared/ids.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import type { Judge, Judged } from '#shared/log/judge.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { allOf, FOUNDED, Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

const faultOf = (judge: Judge, entry: Judged): string | undefined => judge.judge(entry)?.code;

/** Alice's room with bob in it as a member and carol as a reader. */
function room(): [Person, Person, Person] {
  const [alice, bob, carol] = [new Person('alice'), new Person('bob'), new Person('carol')];
  alice.founds();
  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  alice.says({ t: 'member.add', role: 'reader', certificates: [carol.certificate] });
  for (const person of [bob, carol]) person.enters(alice.charter.room).hears(...allOf(alice));
  return [alice, bob, carol];
}

const messageOf = (person: Person, heads: readonly EntryId[]): Judged => ({
  document: documentId(person.charter.room, '2026-11'),
  device: person.device,
  writer: 1 as WriterId,
  seq: 0,
  heads,
  payload: new Uint8Array(),
});

test('[SYN-4] a timeline takes entries of who may write at the heads they state', () => {
  const [alice, bob, carol] = room();
  const judge = charterJudge(alice.charter);
  const heads = alice.charter.heads();
  expect(faultOf(judge, messageOf(alice, heads))).toBeUndefined();
  expect(faultOf(judge, messageOf(bob, heads))).toBeUndefined();
  expect(faultOf(judge, messageOf(carol, heads))).toBe('not-member');
  const [genesis] = alice.written;
  expect(faultOf(judge, messageOf(bob, genesis ? [genesis.id] : []))).toBe('not-member');
  expect(faultOf(judge, messageOf(bob, []))).toBe('not-member');

  alice.hears(
    bob.says({ t: 'member.leave', cuts: [{ writer: 1 as WriterId, count: 1, last: heads[0] ?? ('' as EntryId) }] }),
  );
  expect(faultOf(judge, messageOf(bob, alice.charter.heads()))).toBe('not-member');
  expect(faultOf(judge, messageOf(bob, heads))).toBeUndefined();
});

test('[LOG-6] entries say what they rest on, and what of it is not here', () => {
  const [alice, bob] = room();
  const empty = charterJudge(new Charter(alice.charter.room));
  const heads = alice.charter.heads();
  expect(empty.lacks(messageOf(bob, heads))).toEqual(heads);
  const leaving = bob.says({ t: 'member.leave' });
  expect(empty.lacks(leaving)).toEqual(heads);
  expect(charterJudge(alice.charter).lacks(leaving)).toEqual([]);
});

test('[CHA-3] the guard takes a whole charter in any order of its runs, and the charter with it', () => {
  const [alice, bob] = room();
  alice.hears(bob.says({ t: 'epoch.rotate', parents: [], commit: new Uint8Array(32), links: [] }));
  alice.says({ t: 'settings', policies: { history: 'joining' } });
  const entries = allOf(alice, bob);
  for (const runs of [runsOfEntries(entries), runsOfEntries(entries).toReversed()]) {
    const charter = new Charter(alice.charter.room);
    const log = new DocumentLog(documentId(charter.room, CHARTER));
    const admission = admit(log, runs, charterJudge(charter));
    expect(admission).toMatchObject({ waiting: [], behind: [], faults: [], forks: [] });
    expect(charter.size).toBe(entries.length);
    expect(charter.state().policies.history).toBe('joining');
  }
});

test('[T-16] strangers append nothing to a charter but a way in by an open invite', () => {
  const [alice, bob] = room();
  const judge = charterJudge(alice.charter);
  const stranger = new Person('mallory').enters(alice.charter.room).hears(...allOf(alice));
  expect(faultOf(judge, stranger.says({ t: 'member.leave' }))).toBe('not-member');
  // A member's op of no right comes in, and folds to nothing.
  expect(faultOf(judge, bob.says({ t: 'settings', policies: {} }))).toBeUndefined();

  const joinBy = (name: string, open: boolean): Entry => {
    const secret = alice.random.bytes(16);
    const preview = { room: 'room', inviter: 'alice' };
    alice.says(makeInvite({ secret, preview, deps: [], now: FOUNDED, open }, alice.random));
    const person = new Person(name).enters(alice.charter.room).hears(...allOf(alice));
    const { invite, sign } = inviteKeys(secret);
    const signature = proveJoin(alice.charter.room, person.certificate, sign.secretKey);
    return person.says({ t: 'join', invite, certificate: person.certificate, signature });
  };
  expect(faultOf(judge, joinBy('dave', false))).toBe('not-member');
  const erin = joinBy('erin', true);
  expect(faultOf(judge, erin)).toBeUndefined();
  // One who had not heard that the invite is revoked is not kept out for it.
  if (alice.charter.opOf(erin.id)) throw new Error('alice has not heard of erin yet');
  for (const invite of alice.charter.state().invites.keys()) alice.says({ t: 'invite.revoke', invite });
  expect(faultOf(judge, erin)).toBeUndefined();
});

test('[T-15] huge ops, ten thousand deps and bytes that are no CBOR stay out; unknown kinds come in and do nothing', () => {
  const [alice, bob] = room();
  const judge = charterJudge(alice.charter);
  const deps = (many: number) => Array.from({ length: many }, () => new Uint8Array(32));
  const said = (payload: Uint8Array): string | undefined => faultOf(judge, { ...bob.appends(payload), seq: 1 });
  expect(said(encode({ t: 'settings', deps: deps(10_000) }))).toBe('large-op');
  expect(said(encode({ t: 'settings', deps: [], more: new Uint8Array(17 * 1024) }))).toBe('large-op');
  expect(said(Uint8Array.of(0x9f))).toBe('cbor');
  expect(said(encode({ t: 'settings', deps: deps(33) }))).toBeUndefined();
  const unknown = bob.appends(encode({ t: 'tomorrow', deps: [] }));
  expect(faultOf(judge, unknown)).toBeUndefined();
  expect(bob.charter.faultOf(unknown.id)?.code).toBe('bad-op');
});

test('[CHA-7] what rests on unknown entries waits, up to a bound, and nothing else stalls', () => {
  const [alice, bob] = room();
  const charter = new Charter(alice.charter.room);
  const unknown = 'A'.repeat(43) as EntryId;
  for (const entry of alice.written) charter.add(entry);
  expect(charter.add(bob.says({ t: 'settings' }, [unknown]))).toBe('waiting');
  expect(charter.lacks()).toEqual([unknown]);
  const filler = new Uint8Array(12 * 1024);
  let outcome = 'waiting';
  for (let n = 0; n < 400 && outcome === 'waiting'; n++) outcome = charter.add(alice.appends(opOn(unknown, filler)));
  expect(outcome).toBe('full');
  expect(charter.state().members.size).toBe(3);
});

const opOn = (dep: EntryId, more: Uint8Array): Uint8Array =>
  encode({ t: 'tomorrow', deps: [new Uint8Array(32)], more, about: dep });

test('[CHA-1] more than 32 heads are named 32 at a time, the deepest first', () => {
  const alice = new Person('alice');
  const genesis = alice.founds();
  const devices = Array.from({ length: 40 }, (_, n) => new Person(`member ${n}`));
  for (const { certificate } of devices) alice.says({ t: 'member.add', role: 'member', certificates: [certificate] });
  const deps = alice.charter.heads();
  for (const device of devices) {
    device.enters(alice.charter.room).hears(genesis, ...alice.written);
    alice.hears(device.says({ t: 'epoch.rotate', parents: [], commit: new Uint8Array(32), links: [] }, deps));
  }
  expect(alice.charter.heads()).toHaveLength(32);
  expect(alice.charter.heads(8)).toEqual(alice.charter.heads().slice(0, 8));
  alice.says({ t: 'settings', policies: {} });
  expect(alice.charter.heads()).toHaveLength(9);
});
