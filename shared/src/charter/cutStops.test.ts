import { beforeAll, expect, test } from 'vitest';
import { cutStops } from '#shared/charter/cutStops.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { makeJoin, makeJoinRequest, readJoinRequest } from '#shared/charter/joinRequest.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { EntryId, WriterId } from '#shared/ids.ts';
import type { WriterHead } from '#shared/log/documentLog.ts';
import { allOf, FOUNDED, Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

const [OLD, UNSEEN, NEW] = [1, 2, 3].map((writer) => writer as WriterId) as [WriterId, WriterId, WriterId];
const LAST = 'A'.repeat(43) as EntryId;

const headOf = ({ device }: Person, n: number, heads: readonly EntryId[]): WriterHead => ({
  device,
  n,
  count: 5,
  lastId: LAST,
  hlc: { ms: 1, counter: 0 },
  heads,
});

test('[LOG-7] [CHA-5] lists of the removed stop at their cuts, also when they are back; what they write then does not', () => {
  const [alice, bob] = [new Person('alice'), new Person('bob')];
  alice.founds();
  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  const before = alice.charter.heads();
  const lists = new Map([
    [OLD, headOf(bob, 0, before)],
    [UNSEEN, headOf(bob, 1, before)],
  ]);
  expect(cutStops(alice.charter, lists)).toEqual(new Map());

  alice.says({ t: 'member.remove', member: bob.identity, cuts: [{ writer: OLD, count: 3, last: LAST }] });
  const stopped = new Map([
    [OLD, 3],
    [UNSEEN, 0],
  ]);
  expect(cutStops(alice.charter, lists)).toEqual(stopped);

  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  const now = new Map([...lists, [NEW, headOf(bob, 2, alice.charter.heads())]]);
  expect(cutStops(alice.charter, now)).toEqual(stopped);
});

test('[LOG-7] [CHA-5] a list begun before its author was put out stops, also where it states their return later', () => {
  const [alice, bob] = [new Person('alice'), new Person('bob')];
  alice.founds();
  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  const before = alice.charter.heads();
  alice.says({ t: 'member.remove', member: bob.identity, cuts: [] });
  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  const longer = { ...headOf(bob, 0, alice.charter.heads()), ground: before };
  expect(cutStops(alice.charter, new Map([[OLD, longer]]))).toEqual(new Map([[OLD, 0]]));
});

test('[LOG-7] lists of a device the room does not know have nothing that counts; a leader made less goes on', () => {
  const [alice, bob, eve] = [new Person('alice'), new Person('bob'), new Person('eve')];
  alice.founds();
  alice.says({ t: 'member.add', role: 'moderator', certificates: [bob.certificate] });
  alice.says({ t: 'member.role', member: bob.identity, role: 'member', cuts: [] });
  bob.enters(alice.charter.room).hears(...allOf(alice));
  const heads = bob.charter.heads();
  const lists = new Map([
    [OLD, headOf(bob, 0, heads)],
    [NEW, headOf(eve, 0, heads)],
  ]);
  expect(cutStops(bob.charter, lists)).toEqual(new Map([[NEW, 0]]));
});

test('[LOG-7] [CHA-5] a list begun on a way in that turned out void has nothing that counts, also when another way brings its device in', () => {
  const [alice, bob] = [new Person('alice'), new Person('bob')];
  const secret = new Uint8Array(16).fill(1);
  const preview = { room: 'Vineyard', inviter: 'Alice' };
  alice.founds();
  alice.says(makeInvite({ secret, preview, deps: [], now: FOUNDED, open: true }, alice.random));
  bob.enters(alice.charter.room).hears(...alice.written);
  alice.says({ t: 'invite.revoke', invite: inviteKeys(secret).invite });
  const request = readJoinRequest(makeJoinRequest(alice.charter.room, inviteKeys(secret), bob.certificate));
  if (!request.ok) throw new Error(request.fault.say);
  bob.says(makeJoin([], request.value));
  const lists = new Map([[OLD, headOf(bob, 0, bob.charter.heads())]]);
  expect(cutStops(bob.charter, lists)).toEqual(new Map());

  alice.hears(...allOf(bob));
  const nothing = new Map([[OLD, 0]]);
  expect(cutStops(alice.charter, lists)).toEqual(nothing);
  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  const now = new Map([...lists, [NEW, headOf(bob, 1, alice.charter.heads())]]);
  expect(cutStops(alice.charter, now)).toEqual(nothing);
});
