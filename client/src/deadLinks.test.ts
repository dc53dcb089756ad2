/** CHA-8: links that let nobody in, and how long a device goes on asking by them. Real engines, a real relay. */
import { expect, test, vi } from 'vitest';
import { Gathering, identityOf } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { LaptopClock } from '#testing/laptopClock.ts';
import type { InviteId, RoomId } from '#shared/ids.ts';

const gathering = Gathering.forTests();
const HOUR = 60 * 60_000;

async function aRoom(): Promise<{ alice: HeadlessPerson; room: RoomId }> {
  const alice = await gathering.meet('Alice');
  const room = await alice.startsRoom();
  await alice.says(room, 'Written before anybody came');
  return { alice, room };
}

/** Somebody whose time passes when it is told to, and what they ask the relay for. */
async function bob() {
  const clock = new LaptopClock();
  const person = await gathering.somebody('Bob', clock).opens();
  const say = vi.spyOn(person.device.engine.relay, 'say');
  const asked = (): number => say.mock.calls.filter(([{ type }]) => type === 'enter').length;
  return { person, clock, asked };
}

async function turnsOff(alice: HeadlessPerson, room: RoomId): Promise<void> {
  let invite: InviteId | undefined;
  await alice.until(async () => {
    invite = (await alice.details(room))?.invites.find(({ state }) => state === 'live')?.invite;
    return invite !== undefined;
  });
  if (invite) await alice.device.do({ do: 'invite.revoke', room, invite });
  await alice.isKept(room);
}

const isDead = ({ step }: { readonly step: string }): boolean => step === 'dead';

test('[CHA-8] by a link that was turned off nobody asks a second time, nor after a restart', async () => {
  const { alice, room } = await aRoom();
  const link = await alice.invites(room);
  await alice.isKept(room);
  await turnsOff(alice, room);
  const { person, clock, asked } = await bob();
  expect(await person.asks(link, 'dead')).toMatchObject({
    isOver: true,
    say: expect.stringContaining('turned off') as string,
  });
  expect(asked()).toBe(1);
  for (let slept = 0; slept < 24; slept++) clock.sleeps(HOUR);
  await person.device.do({ do: 'network', online: true });
  expect(asked()).toBe(1);
  await person.closes();
  await person.opens();
  expect(person.device.engine.joins.isJoining(room)).toBe(false);
});

test('[CHA-8] a link that is turned off while somebody waits by it is asked for no more', async () => {
  const { alice, room } = await aRoom();
  await alice.device.do({ do: 'room.rules', room, rules: { links: 'asked' } });
  const link = await alice.invites(room);
  await alice.isKept(room);
  const { person, clock, asked } = await bob();
  await person.asks(link, 'waiting');
  const dead = await person.hears(link, () => turnsOff(alice, room), isDead);
  expect(dead).toMatchObject({ isOver: true });
  const before = asked();
  for (let slept = 0; slept < 24; slept++) clock.sleeps(HOUR);
  expect(asked()).toBe(before);
});

test('[CHA-8] who has a new link comes in by it, though the one before is dead', async () => {
  const { alice, room } = await aRoom();
  const old = await alice.invites(room);
  await alice.isKept(room);
  await turnsOff(alice, room);
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  const { person } = await bob();
  await person.asks(old, 'dead');
  await person.joins(link);
  await person.sees(room, 'Written before anybody came');
});

/** The relay has answered for the room, and the engine has heard it. */
function answered({ device }: HeadlessPerson): Promise<void> {
  const { joins } = device.engine;
  const offered = joins.offered.bind(joins);
  return new Promise((resolve) => {
    vi.spyOn(joins, 'offered').mockImplementationOnce((frame) => {
      offered(frame);
      resolve();
    });
  });
}

test('[CHA-8] a room that the relay does not know is asked for ever more rarely, and at once when its person is back', async () => {
  const { person, clock, asked } = await bob();
  const nowhere = `${gathering.relay.origin}/#join/${'A'.repeat(43)}/${'A'.repeat(22)}`;
  const dead = await person.asks(nowhere, 'dead');
  expect(dead).toMatchObject({ code: 'unknown' });
  expect(dead.isOver).toBeUndefined();
  /** Asks once more within so many ms, and has its answer. */
  const asksWithin = async (ms: number): Promise<void> => {
    const [before, answer] = [asked(), answered(person)];
    clock.sleeps(ms);
    expect(asked()).toBe(before + 1);
    await answer;
  };
  await asksWithin(3_000);
  for (const minutes of [1, 1, 1, 1, 2, 4, 5, 5]) await asksWithin(minutes * 60_000);
  clock.sleeps(2 * 60_000);
  const before = asked();
  const answer = answered(person);
  await person.device.do({ do: 'network', online: true });
  expect(asked()).toBe(before + 1);
  await answer;
  await asksWithin(3_000);
  await person.closes();
  await person.opens();
  const [room] = person.device.engine.rooms.keys();
  expect(room !== undefined && person.device.engine.joins.isJoining(room)).toBe(true);
  clock.sleeps(31 * 24 * HOUR);
  await person.closes();
  await person.opens();
  expect(person.device.engine.rooms.size).toBe(0);
});

/**
 * Alice and Bob, who said something a month ago and took it back: that he leaves waits for the relay to hear of that, until his device
 * starts without that month.
 */
async function aMonthLater() {
  const clock = new LaptopClock();
  const alice = await gathering.somebody('Alice', clock).opens();
  const bob = await gathering.somebody('Bob', clock).opens();
  const room = await alice.startsRoom();
  const first = await alice.invites(room, { uses: 1 });
  await alice.isKept(room);
  await bob.joins(first);
  const target = await bob.says(room, 'Soon gone');
  await bob.device.do({ do: 'delete', room, target });
  await bob.device.engine.held.finish(room);
  clock.sleeps(31 * 24 * HOUR);
  await alice.says(room, 'A month later');
  const link = await alice.invites(room);
  await alice.isKept(room);
  await bob.sees(room, 'A month later');
  await bob.isKept(room);
  /** Its program dies as it is now, and begins again when it is opened. */
  const dies = async () => {
    const begun = gathering.somebody('Bob', clock, bob.device.memory.copy());
    await bob.closes();
    return begun;
  };
  return { alice, bob, room, link, dies };
}

test('[CHA-8] who leaves and asks to come back out of reach, put out meanwhile, hears that the link is dead, and what they wrote goes', async () => {
  const { alice, bob, room, link, dies } = await aMonthLater();
  const { engine } = bob.device;
  const identity = identityOf(bob);
  await gathering.relay.end('SIGKILL');
  // Acknowledged, and saved by now.
  await bob.until(() => !engine.relay.isOpen && !engine.outbox.holds(room));
  await bob.device.do({ do: 'room.leave', room });
  await bob.until(() => engine.view.summary(room)?.left === true);
  await bob.asks(link, 'fetching');
  expect(engine.joins.isJoining(room) && engine.room(room).isLeaving, 'in still, as far as this device knows').toBe(
    true,
  );
  const begun = await dies();
  await gathering.relay.start();
  await alice.triesAgain();
  await alice.device.do({ do: 'member.remove', room, identity });
  await turnsOff(alice, room);
  await gathering.relay.end('SIGKILL');
  await begun.hears(
    link,
    () => begun.opens(),
    ({ step }) => step === 'fetching',
  );
  const { outbox, connection } = begun.device.engine;
  expect(outbox.holds(room), 'that he left').toBe(true);
  // By then it has looked at where the join is, out of reach still: looking again in reach would ask anew.
  await begun.until(() => connection.current.waiting === 1);
  const isBack = async (): Promise<void> => {
    await gathering.relay.start();
    await begun.triesAgain();
  };
  const dead = await begun.hears(link, isBack, (progress) => progress.isOver === true);
  expect(dead).toMatchObject({ step: 'dead', say: expect.stringContaining('turned off') as string });
  await begun.until(() => !outbox.holds(room));
});
