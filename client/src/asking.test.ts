/** A room that asks (CHA-8): real engines meet through the real relay, and a person says yes or no. */
import { expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import type { Asker } from './engine/messages/members.ts';

const gathering = Gathering.forTests();

async function aRoomThatAsks() {
  const [alice, mei] = [await gathering.meet('Alice'), await gathering.meet('Mei')];
  const room = await alice.startsRoom();
  await alice.says(room, 'Knock, please');
  await alice.device.do({ do: 'room.rules', room, rules: { links: 'asked' } });
  const link = await alice.invites(room);
  await alice.isKept(room);
  return { alice, mei, room, link };
}

/** Waits for somebody to be at the door. */
async function knocked(person: HeadlessPerson, room: RoomId, name = 'Mei'): Promise<Asker> {
  let asker: Asker | undefined;
  await person.until(async () => {
    asker = (await person.details(room))?.asking.find((each) => each.name === name);
    return asker !== undefined;
  });
  if (!asker) throw new TypeError('it was waited for');
  return asker;
}

const asksNoMore = (person: HeadlessPerson, room: RoomId, { request }: Asker): Promise<void> =>
  person.until(async () => (await person.details(room))?.asking.every((each) => each.request !== request) === true);

/** Says no, and does not take it back. */
async function declines(person: HeadlessPerson, room: RoomId, asker: Asker): Promise<void> {
  await person.device.do({ do: 'ask.decline', room, request: asker.request });
  await asksNoMore(person, room, asker);
}

test('[CHA-8] “Mei wants to join”: nobody is let in unasked; a yes lets her in', async () => {
  const { alice, mei, room, link } = await aRoomThatAsks();
  expect(await mei.asks(link, 'waiting')).toMatchObject({ waitingFor: 'Alice', isAsked: true });
  const asker = await knocked(alice, room);
  expect(asker).toMatchObject({ name: 'Mei', by: 'Alice', mine: true, identity: mei.device.engine.self?.identity });
  expect(alice.device.engine.view.summary(room)?.asking).toBe(1);
  expect((await alice.details(room))?.members.length).toBe(1);

  await mei.hears(
    link,
    () => alice.device.do({ do: 'ask.admit', room, request: asker.request }),
    ({ step }) => step === 'done',
  );
  await mei.says(room, 'Thank you');
  await alice.sees(room, 'Thank you');
  await asksNoMore(alice, room, asker);
});

test('[CHA-8] a no can be taken back for a moment; then she reads it, asks no more by herself, and may ask again', async () => {
  const { alice, mei, room, link } = await aRoomThatAsks();
  await mei.asks(link, 'waiting');
  const asker = await knocked(alice, room);
  await declines(alice, room, asker);
  await alice.device.do({ do: 'ask.undo', room, request: asker.request });
  expect(await knocked(alice, room)).toEqual(asker);

  const away = await mei.hears(
    link,
    () => declines(alice, room, asker),
    ({ step }) => step === 'dead',
  );
  expect(away).toMatchObject({ code: 'turned-away', say: expect.stringContaining('said no') as string });
  await expect(alice.device.do({ do: 'ask.undo', room, request: asker.request })).rejects.toThrow('told no');
  await mei.closes();
  await mei.opens();
  expect(mei.device.engine.joins.isJoining(room)).toBe(false);

  await mei.asks(link, 'waiting');
  const again = await knocked(alice, room);
  expect(again.request).not.toBe(asker.request);
  await mei.hears(
    link,
    () => alice.device.do({ do: 'ask.admit', room, request: again.request }),
    ({ step }) => step === 'done',
  );
});

test('[CHA-8] who may say yes was away: the request waits for them, and she may be away by then', async () => {
  const { alice, mei, room, link } = await aRoomThatAsks();
  await alice.closes();
  await mei.asks(link, 'waiting');
  await mei.closes();
  await alice.opens();
  const { request, name } = await knocked(alice, room);
  expect(name).toBe('Mei');
  await alice.device.do({ do: 'ask.admit', room, request });
  await alice.isKept(room);
  await mei.opens();
  await mei.until(() => mei.isIn(room));
});

test('[CHA-8] who was away when the no was said reads it on coming back, and nobody is asked a second time', async () => {
  const { alice, mei, room, link } = await aRoomThatAsks();
  await mei.asks(link, 'waiting');
  const asker = await knocked(alice, room);
  await mei.closes();
  const ben = await gathering.meet('Ben');
  await ben.asks(link, 'waiting');
  // Ben is told no a moment later than Mei, who does not hear it.
  await ben.hears(
    link,
    async () => {
      await declines(alice, room, asker);
      await declines(alice, room, await knocked(alice, room, 'Ben'));
    },
    ({ step }) => step === 'dead',
  );
  await alice.closes();
  await alice.opens();
  const away = await mei.hears(
    link,
    () => mei.opens(),
    ({ step }) => step === 'dead',
  );
  expect(away.code).toBe('turned-away');
  expect((await alice.details(room))?.asking).toEqual([]);
});

test('[CHA-8] two admins are asked, and what one of them says the other hears', async () => {
  const { alice, mei, room, link } = await aRoomThatAsks();
  const ben = await gathering.meet('Ben');
  await ben.asks(link, 'waiting');
  const { request, identity } = await knocked(alice, room, 'Ben');
  await ben.hears(
    link,
    () => alice.device.do({ do: 'ask.admit', room, request }),
    ({ step }) => step === 'done',
  );
  await alice.device.do({ do: 'member.role', room, identity, role: 'admin' });
  await ben.until(async () => (await ben.details(room))?.may.invite === true);
  await mei.asks(link, 'waiting');
  const [hers, his] = [await knocked(alice, room), await knocked(ben, room)];
  expect(his).toMatchObject({ name: 'Mei', by: 'Alice', mine: false });
  await declines(ben, room, his);
  await asksNoMore(alice, room, hers);
  await expect(alice.device.do({ do: 'ask.admit', room, request: hers.request })).rejects.toThrow('already');
});

test('[CHA-8] a room that asks no more lets in who waited', async () => {
  const { alice, mei, room, link } = await aRoomThatAsks();
  await mei.asks(link, 'waiting');
  const asker = await knocked(alice, room);
  await mei.hears(
    link,
    () => alice.device.do({ do: 'room.rules', room, rules: { links: 'open' } }),
    ({ step }) => step === 'done',
  );
  await asksNoMore(alice, room, asker);
});
