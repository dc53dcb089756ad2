import { expect, test } from 'vitest';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { makeJoin, makeJoinRequest, readJoinRequest } from '#shared/charter/joinRequest.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { documentId, monthOf } from '#shared/ids.ts';
import { Timeline } from '#shared/timeline/fold.ts';
import type { Husk, Item } from '#shared/timeline/item.ts';
import type { TimelineOp } from '#shared/timeline/ops/timelineOp.ts';
import type { CommandId } from '../../../client/src/engine/messages/command.ts';
import { allOf, FOUNDED, Person } from '../charterPeople.ts';
import { Pen, START } from '../writers.ts';
import { lingering, lostOf } from './losses.ts';
import type { Member } from './members.ts';
import { Reading } from './opsOf.ts';

/** Bob comes in by an open link and says something that reaches nobody but the relay; what is missed of it in the end. */
function missed(meanwhile: (alice: Person, invite: ReturnType<typeof inviteKeys>) => void): string[] {
  const [alice, bob] = [new Person('alice'), new Person('bob')];
  const secret = new Uint8Array(16).fill(1);
  const invite = inviteKeys(secret);
  alice.founds();
  const { room } = alice.charter;
  const preview = { room: 'Vineyard', inviter: 'Alice' };
  alice.says(makeInvite({ secret, preview, deps: [], now: FOUNDED, open: true }, alice.random));
  bob.enters(room).hears(...allOf(alice));
  const request = readJoinRequest(makeJoinRequest(room, invite, bob.certificate));
  if (!request.ok) throw new Error(request.fault.say);
  bob.says(makeJoin([], request.value));
  meanwhile(alice, invite);
  alice.hears(...allOf(bob));

  const pen = new Pen(documentId(room, monthOf(FOUNDED)), { ...bob.keys, device: bob.device });
  const entry = pen.write({ t: 'message', s: [], text: 'hello' }, { heads: bob.charter.heads() });
  const written = new Map([[room, new Map([[entry.id, entry]])]]);
  const command = { do: 'send', room, text: 'hello' } as const;
  const sent = [{ id: 'send' as CommandId, command, answer: { ok: true, entry: entry.id } as const }];
  const timeline = { segments: [] };
  const member = { device: { name: 'alice' }, room: { id: room, charter: { charter: alice.charter }, timeline } };
  const former = { name: 'bob', identity: bob.identity, device: bob.device, sent, written };
  return lostOf(member as unknown as Member, former, new Reading());
}

test('[T-44] what somebody said whose device is gone is missed, unless the link they came in by was being ended', () => {
  expect(missed(() => undefined)).toEqual([expect.stringContaining('of what was bob')]);
  expect(missed((alice, { invite }) => alice.says({ t: 'invite.revoke', invite }))).toEqual([]);
});

type Name = 'alice' | 'bob' | 'carol';

/** What Bob still has of what Alice said and deleted, where these are left in the room, and `husk` is known of it. */
function kept(those: readonly Name[], husk?: Husk): string[] {
  const people = { alice: new Person('alice'), bob: new Person('bob'), carol: new Person('carol') };
  const { alice, bob, carol } = people;
  alice.founds();
  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  alice.says({ t: 'member.add', role: 'moderator', certificates: [carol.certificate] });
  const { charter } = alice;
  const segment = monthOf(FOUNDED);
  const pen = new Pen(documentId(charter.room, segment), { ...alice.keys, device: alice.device });
  const fold = new Timeline(charter.room);
  const put = (op: TimelineOp, husk?: Husk): Entry => {
    const entry = pen.write({ ...op, s: [] });
    const { id, writer, seq, device, header } = entry;
    const { identity } = alice;
    const item: Item = { id, writer, seq, segment, device, identity, rank: 'owner', hlc: header.hlc };
    fold.add({ ...item, body: { op, seen: [] }, ...(husk && { husk }) });
    return entry;
  };
  const said = put({ t: 'message', text: 'a secret' }, husk);
  put({ t: 'delete', target: said.id });
  fold.take(START + 60_000);

  const document = { id: said.document, entry: () => said.bytes };
  const room = { charter: { charter }, timeline: { fold, segments: [{ document }] } };
  const memberOf = (name: Name): Member =>
    ({ device: { name }, engine: { keys: { identity: people[name].identity } }, room }) as unknown as Member;
  return lingering(memberOf('bob'), those.map(memberOf));
}

test('[ENT-6] what its author deleted is to be gone where a device of theirs or of a moderator’s is left to order it, or the order is here', () => {
  const still = [expect.stringMatching(/^bob still has what .* said$/)];
  expect(kept(['bob', 'alice'])).toEqual(still);
  expect(kept(['bob', 'carol'])).toEqual(still);
  expect(kept(['bob'], { was: 'message', by: 'author' })).toEqual(still);
  expect(kept(['bob'])).toEqual([]);
});
