/** People with the real engine meet through the real relay, a process of its own. */
import { describe, expect, test } from 'vitest';
import { Keyring } from '#shared/charter/keyring.ts';
import { monthOf, type RoomId } from '#shared/ids.ts';
import { memoryDocuments } from './adapters/memoryDocuments.ts';
import { HeadlessDevice } from './headless.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { systemClock } from './adapters/systemClock.ts';

const gathering = Gathering.forTests();

/** Both show the same, to the byte. */
async function agree(room: RoomId, ...all: readonly HeadlessPerson[]): Promise<void> {
  const [first, ...others] = await Promise.all(all.map((person) => person.reads(room)));
  for (const other of others) expect(other).toEqual(first);
}

describe('talking', () => {
  test('Alice invites Bob, they talk, and both read it in one order', async () => {
    const { alice, bob, room } = await gathering.aliceAndBob();
    await alice.says(room, 'Hello Bob');
    await bob.sees(room, 'Hello Bob');
    await bob.says(room, 'Hello Alice');
    await alice.sees(room, 'Hello Alice');
    await Promise.all([alice.says(room, 'At once'), bob.says(room, 'Likewise')]);
    await Promise.all([alice.sees(room, 'Likewise'), bob.sees(room, 'At once')]);
    expect((await alice.reads(room)).slice(0, 2)).toEqual(['Alice: Hello Bob', 'Bob: Hello Alice']);
    await agree(room, alice, bob);
  });

  test('[MRK-2] a message is on the relay when the relay said so, and delivered when the other device did', async () => {
    const { alice, bob, room } = await gathering.aliceAndBob();
    const id = await alice.says(room, 'Are you there?');
    const said = await alice.seesMessage(room, id, () => true);
    await alice.until(async () => (await alice.copiesOf(room, said)).members === 1);
    expect(await alice.copiesOf(room, said)).toEqual({ relay: true, members: 1, readers: 0, others: 1, off: false });
    await bob.closes();
    const later = await alice.seesMessage(room, await alice.says(room, 'Gone?'), () => true);
    await alice.until(async () => (await alice.copiesOf(room, later)).relay);
    expect(await alice.copiesOf(room, later)).toEqual({ relay: true, members: 0, readers: 0, others: 1, off: false });
    await bob.opens();
    await alice.until(async () => (await alice.copiesOf(room, later)).members === 1);
  });

  test('[TIM-4] the other sees edits with what stood before, reactions, replies and deletes', async () => {
    const { alice, bob, room } = await gathering.aliceAndBob();
    const id = await alice.says(room, 'The figs are rip');
    await bob.seesMessage(room, id, ({ text }) => text === 'The figs are rip');
    await alice.device.do({ do: 'edit', room, target: id, text: 'The figs are ripe' });
    const edited = await bob.seesMessage(room, id, ({ text }) => text === 'The figs are ripe');
    expect(edited.versions?.map(({ text }) => text)).toEqual(['The figs are rip']);

    await bob.device.do({ do: 'react', room, target: id, emoji: '🍇', on: true });
    const reacted = await alice.seesMessage(room, id, ({ reactions }) => reactions.length === 1);
    expect(reacted.reactions[0]).toMatchObject({ emoji: '🍇', by: [{ name: 'Bob' }], mine: false });
    await bob.device.do({ do: 'react', room, target: id, emoji: '🍇', on: false });
    await alice.seesMessage(room, id, ({ reactions }) => reactions.length === 0);

    const reply = await bob.says(room, 'Then I bring bread', id);
    const replied = await alice.seesMessage(room, reply, () => true);
    expect(replied.reply).toMatchObject({ id, name: 'Alice', text: 'The figs are ripe' });

    await alice.device.do({ do: 'delete', room, target: id });
    const deleted = await bob.seesMessage(room, id, (message) => message.deleted !== undefined);
    expect(deleted).toMatchObject({ text: '', deleted: { by: 'author' } });
    await bob.seesMessage(room, reply, (message) => message.reply?.gone === true);
    await agree(room, alice, bob);
  });

  test('a new name reaches the others, in what was said before too', async () => {
    const { alice, bob, room } = await gathering.aliceAndBob();
    const id = await bob.says(room, 'Call me Robert');
    await alice.seesMessage(room, id, ({ name }) => name === 'Bob');
    await bob.device.do({ do: 'rename', name: 'Robert' });
    await alice.seesMessage(room, id, ({ name }) => name === 'Robert');
    await alice.until(async () => (await alice.details(room))?.members.some(({ name }) => name === 'Robert') ?? false);
  });
});

describe('[CHA-8] invites', () => {
  test('[T-35] a link for one lets one in: the next reads that it is used up', async () => {
    const [alice, bob, carol] = [
      await gathering.meet('Alice'),
      await gathering.meet('Bob'),
      await gathering.meet('Carol'),
    ];
    const room = await alice.startsRoom();
    const link = await alice.invites(room, { uses: 1 });
    await alice.isKept(room);
    await bob.joins(link);
    expect(await carol.asks(link, 'dead')).toMatchObject({ say: expect.stringContaining('used up') as string });
  });

  test('[T-35] a link that was turned off lets nobody in', async () => {
    const { alice, room, link } = await gathering.aliceAndBob();
    const invite = (await alice.details(room))?.invites.find((one) => one.link === link)?.invite;
    if (!invite) throw new Error('whoever made an invite sees it with its link');
    await alice.device.do({ do: 'invite.revoke', room, invite });
    await alice.isKept(room);
    const carol = await gathering.meet('Carol');
    expect(await carol.asks(link, 'dead')).toMatchObject({ say: expect.stringContaining('turned off') as string });
  });

  test('[T-35] a link that has expired lets nobody in', async () => {
    const alice = await gathering.meet('Alice');
    const room = await alice.startsRoom();
    const link = await alice.invites(room, { days: 0 });
    await alice.isKept(room);
    const carol = await gathering.meet('Carol');
    expect(await carol.asks(link, 'dead')).toMatchObject({ say: expect.stringContaining('expired') as string });
  });

  test('an open link lets people in with nobody there, and they read what was said', async () => {
    const alice = await gathering.meet('Alice');
    const room = await alice.startsRoom();
    await alice.says(room, 'Help yourselves');
    const link = await alice.invites(room, { open: true });
    await alice.isKept(room);
    await alice.closes();
    const bob = await gathering.meet('Bob');
    await bob.joins(link);
    await bob.sees(room, 'Help yourselves');
    await bob.says(room, 'Thank you');
    await bob.isKept(room);
    await alice.opens();
    await alice.sees(room, 'Thank you');
    await agree(room, alice, bob);
  });

  test('who comes into a room of several months is in with the newest, and the others follow', async () => {
    const MONTH = 31 * 24 * 3_600_000;
    let now = Date.now() - 2 * MONTH;
    const clock = { ...systemClock, now: () => now };
    const alice = await gathering.somebody('Alice', clock).opens();
    const room = await alice.startsRoom();
    const months = [];
    for (let month = 0; month < 3; month++, now += MONTH) {
      months.push(monthOf(now));
      await alice.says(room, `Month ${month}`);
    }
    now = Date.now();
    const link = await alice.invites(room, { open: true });
    await alice.isKept(room);
    const bob = await gathering.meet('Bob');
    await bob.asks(link, 'done');
    expect(await bob.reads(room)).toContain('Alice: Month 2');
    await bob.sees(room, 'Month 0');
    expect((await bob.reads(room)).slice(0, 3)).toEqual(['Alice: Month 0', 'Alice: Month 1', 'Alice: Month 2']);
    expect(bob.device.engine.rooms.get(room)?.months).toEqual(months);
  });

  test('who asks while nobody can let them in waits, over a restart too, and is let in when somebody comes', async () => {
    const { alice, room, link } = await gathering.aliceAndBob();
    await alice.closes();
    const carol = await gathering.meet('Carol');
    expect(await carol.asks(link, 'waiting')).toMatchObject({ waitingFor: 'Alice' });
    await carol.closes();
    await carol.opens();
    await alice.opens();
    await carol.until(() => carol.isIn(room));
    await alice.says(room, 'Welcome');
    await carol.sees(room, 'Welcome');
  });
});

describe('a link that is looked at and asked about in one breath', () => {
  test.each([0, 1, 2, 4, 6, 8, 9, 10, 12, 16, 32])('leads in, when the look comes %i turns after', async (turns) => {
    const [alice, bob] = [await gathering.meet('Alice'), await gathering.meet('Bob')];
    const room = await alice.startsRoom();
    const link = await alice.invites(room);
    await alice.isKept(room);
    const both = async (): Promise<void> => {
      const asked = bob.joinsLater(link);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await Promise.all([asked, bob.device.do({ do: 'join.look', link })]);
    };
    await bob.hears(link, both, ({ step }) => step === 'done');
  });
});

test('a link that is looked at while the connection comes up leads in, however slow the disk is', async () => {
  const alice = await gathering.meet('Alice');
  const room = await alice.startsRoom();
  const link = await alice.invites(room);
  await alice.isKept(room);

  let connected: () => void = () => undefined;
  const isConnected = new Promise<void>((resolve) => (connected = resolve));
  const library = memoryDocuments();
  const { engine } = new HeadlessDevice({
    relay: gathering.relay.origin,
    documents: { ...library, open: (document) => isConnected.then(() => library.open(document)) },
  });
  const isIn = new Promise<void>((resolve) =>
    engine.onNotice((notice) => {
      // The first pong: whatever was entered when the connection came up is answered in the next breath.
      if (notice.is === 'connection' && notice.connection.latency !== undefined) setImmediate(setImmediate, connected);
      if (notice.is === 'join' && notice.progress.step === 'done') resolve();
    }),
  );
  const commands = [
    { do: 'join.look', link },
    { do: 'join.ask', link, name: 'Bob' },
  ] as const;
  await Promise.all(commands.map((command, at) => engine.handle(String(at), command)));
  await isIn;
  await engine.stop();
});

test('a room that is just being closed, because others were used since, can be written in at any moment', async () => {
  const alice = await gathering.meet('Alice');
  const rooms: RoomId[] = [];
  while (rooms.length < 10) rooms.push(await alice.startsRoom());
  for (const [turns, room] of [...rooms, ...rooms].entries()) {
    await alice.isKept(room);
    const closing = alice.device.do({ do: 'room.hide', room });
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    for (const other of rooms) await alice.says(other, 'Still here');
    await closing;
  }
});

describe('links that lead nowhere yet', () => {
  test('one that is cut short, or of another relay, is said to be so', async () => {
    const { bob, link } = await gathering.aliceAndBob();
    expect(await bob.looks(link.slice(0, -3), 'dead')).toMatchObject({ code: 'unreadable' });
    const elsewhere = link.replace(gathering.relay.origin, 'http://elsewhere.example');
    expect(await (await gathering.meet('Carol')).looks(elsewhere, 'dead')).toMatchObject({ code: 'unreachable' });
    expect(await bob.looks(link, 'done'), 'in already').toMatchObject({ step: 'done' });
  });

  test('one whose relay is away leads in as soon as it is back', async () => {
    const alice = await gathering.meet('Alice');
    const room = await alice.startsRoom();
    const link = await alice.invites(room);
    await alice.isKept(room);
    const carol = await gathering.meet('Carol');
    await gathering.relay.end('SIGTERM');
    await carol.hears(
      link,
      () => carol.joinsLater(link),
      ({ code }) => code === 'unreachable',
    );
    await gathering.relay.start();
    await Promise.all([alice.triesAgain(), carol.triesAgain()]);
    await carol.until(() => carol.isIn(room));
  });

  test('one to a room that never met the relay leads in once its maker comes by', async () => {
    await gathering.relay.end('SIGTERM');
    const alice = await gathering.meet('Alice');
    const room = await alice.startsRoom();
    const link = await alice.invites(room);
    await alice.closes();
    await gathering.relay.start();
    const carol = await gathering.meet('Carol');
    expect(await carol.asks(link, 'dead')).toMatchObject({ code: 'unknown' });
    await alice.opens();
    await carol.until(() => carol.isIn(room));
  });
});

describe('without the relay', () => {
  test('what both write apart is merged, in one order', async () => {
    const { alice, bob, room } = await gathering.aliceAndBob();
    await alice.says(room, 'Before');
    await bob.sees(room, 'Before');
    await gathering.relay.end('SIGTERM');
    for (const number of [1, 2, 3]) {
      await alice.says(room, `Alice alone ${number}`);
      await bob.says(room, `Bob alone ${number}`);
    }
    await gathering.relay.start();
    await Promise.all([alice.triesAgain(), bob.triesAgain()]);
    await Promise.all([alice.sees(room, 'Bob alone 3'), bob.sees(room, 'Alice alone 3')]);
    expect(await alice.reads(room)).toHaveLength(7);
    await agree(room, alice, bob);
  });

  test('a room made and filled with no relay goes there as soon as there is one', async () => {
    await gathering.relay.end('SIGTERM');
    const alice = await gathering.meet('Alice');
    const room = await alice.startsRoom('Cellar');
    await alice.says(room, 'Nobody hears me yet');
    const link = await alice.invites(room);
    await gathering.relay.start();
    await alice.triesAgain();
    await alice.isKept(room);
    const bob = await gathering.meet('Bob');
    await bob.joins(link);
    expect(await bob.reads(room)).toEqual(['Alice: Nobody hears me yet']);
  });

  test('[REL-1] what it acknowledged is there after it was killed', async () => {
    const { alice, bob, room } = await gathering.aliceAndBob();
    await bob.closes();
    for (let number = 0; number < 20; number++) await alice.says(room, `message ${number}`);
    await alice.isKept(room);
    await alice.closes();
    await gathering.relay.end('SIGKILL');
    await gathering.relay.start();
    await bob.opens();
    await bob.sees(room, 'message 19');
    expect(await bob.reads(room)).toHaveLength(20);
  });

  test('[REL-4] [MRK-2] a relay that lost its disk gets everything back, and who joins then has it all', async () => {
    const { alice, bob, room, link } = await gathering.aliceAndBob();
    await alice.says(room, 'Of Alice');
    const target = await bob.says(room, 'Of Bob');
    await Promise.all([alice.sees(room, 'Of Bob'), bob.sees(room, 'Of Alice')]);
    await Promise.all([alice.isKept(room), bob.isKept(room)]);
    await gathering.relay.end('SIGKILL');
    await gathering.relay.wipe();
    await bob.closes();
    await gathering.relay.start();
    await alice.device.do({ do: 'react', room, target, emoji: '🍇', on: true });
    await alice.triesAgain();
    await alice.isKept(room);
    const carol = await gathering.meet('Carol');
    await carol.joins(link);
    await carol.sees(room, 'Of Alice');
    await carol.seesMessage(room, target, ({ reactions }) => reactions.length === 1);
    await carol.says(room, 'Of Carol');
    await bob.opens();
    await bob.sees(room, 'Of Carol');
    await alice.sees(room, 'Of Carol');
    await agree(room, alice, bob, carol);
  });
});

describe('leaving', () => {
  test('[EPO-3] after somebody left, the next to write rotates: who left reads nothing of it', async () => {
    const { alice, bob, room } = await gathering.aliceAndBob();
    await alice.says(room, 'All here');
    await bob.sees(room, 'All here');
    await bob.device.do({ do: 'room.leave', room });
    await alice.until(async () => (await alice.details(room))?.members.length === 1);
    const { charter, keyring } = alice.device.engine.room(room).charter;
    await alice.says(room, 'Bob is gone');
    await alice.isKept(room);
    // All of the charter, and Bob's keys, do not open what is written now.
    const { keys } = bob.device.engine;
    if (!keys) throw new Error('who was in a room has keys');
    const ofBob = new Keyring(room);
    expect(ofBob.learn(charter, keys.device, keys.box)).toHaveLength(1);
    const { epoch } = keyring.usable(charter) ?? {};
    expect(epoch && ofBob.key(epoch)).toBeUndefined();
    await expect(bob.says(room, 'Let me back')).rejects.toThrow(/not in this room/);
    await bob.closes();
    await bob.opens();
    expect(await bob.reads(room)).toEqual(['Alice: All here']);
  });
});
