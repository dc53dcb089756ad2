import { expect, test } from 'vitest';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { makeJoin, makeJoinRequest, readJoinRequest } from '#shared/charter/joinRequest.ts';
import { documentId, monthOf } from '#shared/ids.ts';
import type { CommandId } from '../../../client/src/engine/messages/command.ts';
import { allOf, FOUNDED, Person } from '../charterPeople.ts';
import { Pen } from '../writers.ts';
import { lostOf } from './losses.ts';
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
