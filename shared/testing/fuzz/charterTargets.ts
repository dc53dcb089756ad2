import { equalBytes, toText } from '#shared/bytes.ts';
import { encode } from '#shared/cbor.ts';
import { encodeState } from '#shared/charter/encodeState.ts';
import { Charter } from '#shared/charter/charter.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import { proveJoin } from '#shared/charter/joinProof.ts';
import { encodeOp, readOp } from '#shared/charter/ops/op.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { CHARTER, documentId } from '#shared/ids.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { encodeUpdate, readUpdate } from '#shared/log/update.ts';
import { allOf, FOUNDED, Person } from '#testing/charterPeople.ts';
import { randomHistory } from '#testing/charterHistory.ts';
import { runOf } from '#testing/writers.ts';
import { reshapeCbor } from './reshapeCbor.ts';
import { reshapeUpdate } from './reshapeUpdate.ts';
import { must, outcomeOf, type Target } from './target.ts';

const [owner, admin, member, mallory, outsider] = ['olivia', 'anton', 'mia', 'mallory', 'otto'].map(
  (name) => new Person(name),
) as [Person, Person, Person, Person, Person];

/** Olivia's room: an admin, a member, an invite, and Mallory, who may only read. */
function found(): Entry[] {
  const genesis = owner.founds();
  const { room } = owner.charter;
  for (const person of [admin, member, mallory]) person.enters(room);
  const secret = owner.random.bytes(16);
  owner.says({ t: 'member.add', role: 'admin', certificates: [admin.certificate] });
  owner.says({ t: 'member.add', role: 'member', certificates: [member.certificate] });
  owner.says({ t: 'member.add', role: 'reader', certificates: [mallory.certificate] });
  const preview = { room: 'room', inviter: 'olivia' };
  const deps = owner.charter.heads();
  owner.says(makeInvite({ secret, preview, deps, now: FOUNDED, open: false, uses: 1, role: 'member' }, owner.random));
  const keys = inviteKeys(secret);
  const signature = proveJoin(room, outsider.certificate, keys.sign.secretKey);
  for (const person of [admin, member, mallory]) person.hears(genesis, ...owner.written);
  member.says({ t: 'settings', policies: { invite: 'member' } });
  admin.says({ t: 'settings', policies: { invite: 'moderator' } });
  admin.says({ t: 'join', invite: keys.invite, certificate: outsider.certificate, signature });
  mallory.hears(...admin.written);
  mallory.says({ t: 'member.leave' });
  return allOf(owner, admin);
}

const honest = found();
const hers = mallory.written[0];
const { room } = owner.charter;
const document = documentId(room, CHARTER);
const fresh = (): Charter => {
  const charter = new Charter(room);
  for (const entry of honest) charter.add(entry, { trusted: true });
  return charter;
};

/** What a reader may not change: everyone else's rank, settings, policies, invites. Epochs and her own leaving are hers. */
function beyondReaders(charter: Charter): Uint8Array {
  const { members, settings, policies, invites } = charter.state();
  const others = [...members]
    .filter(([identity]) => identity !== mallory.identity)
    .map(([who, { rank }]) => [who, rank]);
  const revoked = [...invites].map(([invite, { revoked, used }]) => [invite, revoked, used]);
  return encode([others.sort(), settings ?? null, policies, revoked.sort()]);
}

function signedByMallory(payload: Uint8Array): Entry {
  if (!hers) throw new TypeError('Mallory wrote nothing');
  const { writer, seq, header } = hers;
  const { device } = mallory;
  return makeEntry({ document, writer, seq, header, payload, device, secretKey: mallory.keys.secretKey });
}

const said = [...allOf(owner, admin, member, mallory), ...randomHistory(7, 30)];

/** Ops of any content, rightly signed by a device that may only read. */
const opTarget = (): Target => {
  let charter = fresh();
  let taken = 0;
  const before = beyondReaders(charter);
  return {
    name: 'charter ops',
    seeds: said.map(({ payload }) => payload),
    reshape: reshapeCbor,
    read(input) {
      const op = readOp(input);
      if (op.ok) must(equalBytes(encodeOp(op.value), input), 'an op with two encodings');
      if (++taken % 200 === 0) charter = fresh();
      const entry = signedByMallory(input);
      const outcome = charter.add(entry);
      must(equalBytes(beyondReaders(charter), before), 'a reader changed what is not hers');
      return `${outcome} ${op.ok ? op.value.t : outcomeOf(op)} ${charter.faultOf(entry.id)?.say ?? ''}`;
    },
  };
};

const runs = [owner, admin].map(({ written }) => runOf(written));
const genuine = new Set(honest.map(({ bytes }) => toText(bytes)));

/** A charter's document behind its guard, from nothing. */
const charterTarget: Target = {
  name: 'charter updates',
  seeds: [encodeUpdate(runs), ...runs.map((run) => encodeUpdate([run]))],
  reshape: reshapeUpdate,
  read(input) {
    const read = readUpdate(input);
    if (!read.ok) return outcomeOf(read);
    const charter = new Charter(room);
    const { accepted, waiting, behind, faults, forks } = admit(
      new DocumentLog(document),
      read.value,
      charterJudge(charter),
    );
    must(
      accepted.every(({ bytes }) => genuine.has(toText(bytes))),
      'let in what was not written',
    );
    const again = new Charter(room);
    for (const entry of accepted) again.add(entry, { trusted: true });
    must(equalBytes(encodeState(again.state()), encodeState(charter.state())), 'a state not of what was let in');
    const codes = faults.map(({ fault }) => fault.code).sort();
    return [accepted.length, waiting.length, behind.length, forks.length, ...new Set(codes)].join();
  },
};

export const charterTargets: readonly Target[] = [opTarget(), charterTarget];
