/** Conversations of two, between real devices over a real relay. */
import { beforeEach, expect, test } from 'vitest';
import { rankOf } from '#shared/charter/state.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import type { Call } from './engine/messages/people.ts';

const gathering = Gathering.forTests();
let alice: HeadlessPerson;
let bob: HeadlessPerson;
let cleo: HeadlessPerson;
let room: RoomId;

beforeEach(async () => {
  let link: string;
  ({ alice, bob, room, link } = await gathering.aliceAndBob());
  cleo = await gathering.meet('Cleo');
  await cleo.joins(link);
  for (const person of [bob, cleo]) await person.says(room, `${person.name} is here`);
  for (const person of [alice, bob, cleo]) await person.sees(room, 'Bob is here', 'Cleo is here');
});

const identities = new Map<HeadlessPerson, IdentityId>();

/** Also of who has closed. */
function identityOf(person: HeadlessPerson): IdentityId {
  const identity = person.device.engine.keys?.identity ?? identities.get(person);
  if (!identity) throw new TypeError('who has opened has keys');
  identities.set(person, identity);
  return identity;
}

const begins = (person: HeadlessPerson, other: HeadlessPerson) =>
  person.device.do({ do: 'direct.begin', room, identity: identityOf(other) });

/** The calls somebody is shown, once there are some. */
async function calls(person: HeadlessPerson, begin: () => Promise<unknown>): Promise<readonly Call[]> {
  const heard = person.device.heard((notice) => notice.is === 'calls' && notice.calls.length > 0);
  await begin();
  const notice = await heard;
  return notice.is === 'calls' ? notice.calls : [];
}

const summary = (person: HeadlessPerson, id: RoomId) => person.device.engine.view.summary(id);

test('[CHA-8] one calls, the other comes in: each is called after whom they meet, and none is above the other but in owning it', async () => {
  let direct: RoomId | undefined;
  const [call] = await calls(bob, async () => {
    direct = (await begins(alice, bob)).room;
  });
  if (!call || !direct) throw new TypeError('Bob is called');
  expect(call).toMatchObject({ room: direct, identity: identityOf(alice), name: 'Alice' });
  expect(summary(alice, direct)).toMatchObject({ kind: 'direct', name: 'Bob', other: identityOf(bob), members: 1 });
  await alice.says(direct, 'Just us');
  await alice.isKept(direct);
  // Alice need not be there: the call lets Bob in.
  await alice.closes();
  await bob.joins(call.link);
  await bob.sees(direct, 'Just us');
  await bob.until(() => summary(bob, call.room)?.name === 'Alice');
  expect(summary(bob, direct)).toMatchObject({ kind: 'direct', other: identityOf(alice), members: 2 });
  const state = bob.device.engine.room(direct).charter.charter.state();
  expect([identityOf(bob), call.identity].map((identity) => rankOf(state, identity))).toEqual(['admin', 'owner']);
  // A second start leads to the same room, from either side.
  await alice.opens();
  await alice.until(() => summary(alice, call.room)?.members === 2);
  expect((await begins(bob, alice)).room).toBe(direct);
  expect((await begins(alice, bob)).room).toBe(direct);
  // Cleo was not called, and the room she shares with both shows nobody that anybody was.
  expect(await cleo.reads(room)).toEqual(['Bob: Bob is here', 'Cleo: Cleo is here']);
  expect(cleo.device.engine.view.summaries).toHaveLength(1);
  // Whoever owns it leaves like the other.
  await alice.device.do({ do: 'room.leave', room: direct });
  await bob.until(() => summary(bob, call.room)?.members === 1);
  expect(summary(bob, direct)).toMatchObject({ name: 'Alice', members: 1 });
});

test('[CHA-8] who is called and starts it is led to where they were called; put away, a call does not come back', async () => {
  const [call] = await calls(bob, () => begins(alice, bob));
  expect(await begins(bob, alice)).toEqual({ ok: true, link: call?.link });
  if (!call) throw new TypeError('Bob is called');
  const put = bob.device.heard((notice) => notice.is === 'calls' && notice.calls.length === 0);
  await bob.device.do({ do: 'call.away', room: call.room });
  await put;
  await bob.closes();
  await bob.opens();
  await bob.device.do({ do: 'room.show', room });
  await bob.says(room, 'Back');
  await alice.sees(room, 'Back');
  expect(bob.device.engine.view.summaries).toHaveLength(1);
});

test('[CHA-8] two who begin at once meet in one room', async () => {
  // Neither hears of the other's call before their own is made.
  await gathering.relay.end('SIGTERM');
  const [mine, theirs] = [(await begins(alice, bob)).room, (await begins(bob, alice)).room];
  if (!mine || !theirs) throw new TypeError('both have begun');
  const [loser, winning] = mine < theirs ? [bob, mine] : [alice, theirs];
  const [call] = await calls(loser, async () => {
    await gathering.relay.start();
    await Promise.all([alice.triesAgain(), bob.triesAgain()]);
  });
  expect(call?.room).toBe(winning);
  await loser.joins(call?.link ?? '');
  const winner = loser === alice ? bob : alice;
  await winner.until(() => summary(winner, winning)?.members === 2);
  await loser.until(() => summary(loser, winning)?.other !== undefined);
  expect((await begins(loser, winner)).room).toBe(winning);
  expect((await begins(winner, loser)).room).toBe(winning);
});

test('[CHA-8] every link of a public room lets people in at once', async () => {
  const { room: square } = await alice.device.do({ do: 'room.create', name: 'Square', kind: 'public' });
  if (!square) throw new TypeError('a room that was made has an id');
  await alice.says(square, 'For everybody');
  const link = await alice.invites(square, { open: false });
  await alice.isKept(square);
  await alice.closes();
  await bob.joins(link);
  await bob.sees(square, 'For everybody');
  await bob.until(() => summary(bob, square)?.kind === 'public');
  expect(summary(bob, square)?.name).toBe('Square');
});
