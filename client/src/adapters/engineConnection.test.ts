import { expect, test, vi } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { LeaseLost, StorageFull, StorageNewer } from '#shared/ports/storageErrors.ts';
import { fakeClock } from '#testing/fakeClock.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import type { Answer } from '../engine/messages/answer.ts';
import type { Command, CommandId } from '../engine/messages/command.ts';
import type { Notice } from '../engine/messages/port.ts';
import { openChannel } from './channel.ts';
import { EngineClient } from './engineClient.ts';
import { serveOn, serveTrouble, type ServedEngine } from './engineServer.ts';
import { Leadership } from './leadership.ts';
import type { Lease, LeaseEvents } from './lease.ts';
import { memoryChannels } from './memoryChannels.ts';

const ROOM = 'R'.repeat(43) as RoomId;
const SEND: Command = { do: 'send', room: ROOM, text: 'hello' };

/** Tabs of one browser: channels between them, a clock for all, and engines that remember which commands were done. */
function browser() {
  const clock = fakeClock();
  const random = seededRandom(1);
  const channels = memoryChannels();
  const done: Command[] = [];
  const ids = new Set<CommandId>();

  const engine = (handle?: ServedEngine['handle']) => {
    const heard: ((notice: Notice) => void)[] = [];
    const served: ServedEngine = {
      handle:
        handle ??
        ((id, command) => {
          if (!ids.has(id)) done.push(command);
          ids.add(id);
          return Promise.resolve({ ok: true });
        }),
      onNotice: (listener) => void heard.push(listener),
    };
    clock.advance(1);
    const server = serveOn(channels.open(), served, clock, random);
    return { server, tell: (notice: Notice) => heard.forEach((listener) => listener(notice)) };
  };
  const tab = (hung: () => void = () => undefined) => {
    const client = new EngineClient(channels.open(), clock, random, hung);
    client.start();
    const notices: Notice[] = [];
    client.listen((notice) => notices.push(notice));
    return { client, notices };
  };
  return { clock, random, channels, done, engine, tab };
}

const never = (): Promise<Answer> => new Promise(() => undefined);
const connection = (state: 'up' | 'offline'): Notice => ({
  is: 'connection',
  connection: { state, since: 0, waiting: 0 },
});

test('a command is done once and answered, whichever tab sends it', async () => {
  const { engine, tab, done } = browser();
  engine();
  const [one, other] = [tab(), tab()];
  expect(await one.client.send(SEND)).toEqual({ ok: true });
  expect(await other.client.send(SEND)).toEqual({ ok: true });
  expect(done).toEqual([SEND, SEND]);
});

test('a command sent before there is an engine waits for it', async () => {
  const { engine, tab, done } = browser();
  const { client } = tab();
  const answer = client.send(SEND);
  engine();
  expect(await answer).toEqual({ ok: true });
  expect(done).toEqual([SEND]);
});

test('[LOG-9] what a leader did not answer is sent to the next, under its id, in its order', async () => {
  const { engine, tab, done } = browser();
  engine(never);
  const { client } = tab();
  const first = client.send(SEND);
  const second = client.send({ ...SEND, text: 'again' });
  engine();
  await Promise.all([first, second]);
  expect(done).toEqual([SEND, { ...SEND, text: 'again' }]);
});

test('[LOG-9] a command done by a leader that died before answering is not done again', async () => {
  const { engine, tab, done } = browser();
  const ids: CommandId[] = [];
  engine((id) => {
    ids.push(id);
    return never();
  });
  const { client } = tab();
  const answer = client.send(SEND);
  engine((id, command) => {
    if (!ids.includes(id)) done.push(command);
    return Promise.resolve({ ok: true });
  });
  await answer;
  expect(done).toEqual([]);
});

test('[LOG-9] a robbed engine says no more: the new one answers', async () => {
  const { engine, tab } = browser();
  const robbed = engine(() => Promise.reject(new LeaseLost()));
  const { client, notices } = tab();
  const answer = client.send(SEND);
  await Promise.resolve();
  engine();
  robbed.tell(connection('offline'));
  expect(await answer).toEqual({ ok: true });
  expect(notices).toEqual([]);
});

test('an earlier run that does not know it was followed is not listened to', () => {
  const { engine, tab } = browser();
  const old = engine();
  const { notices } = tab();
  const young = engine();
  old.tell(connection('offline'));
  young.tell(connection('up'));
  expect(notices).toEqual([connection('up')]);
});

test('trouble is answered in words: what is known by its code, what is not by a fault', async () => {
  const { engine, tab } = browser();
  const errors = [new StorageFull(), new Error('oops')];
  engine(() => Promise.reject(errors.shift() ?? new Error()));
  const { client } = tab();
  expect(await client.send(SEND)).toMatchObject({ ok: false, code: 'storage-full' });
  expect(await client.send(SEND)).toMatchObject({ ok: false, code: 'engine-fault' });
});

test('an engine that could not be made refuses every command with the reason, over a real channel', async () => {
  const client = new EngineClient(openChannel(globalThis), fakeClock(), seededRandom(1), () => undefined);
  const notices: Notice[] = [];
  client.listen((notice) => notices.push(notice));
  client.start();
  const server = serveTrouble(globalThis, new StorageNewer());
  expect(await client.send(SEND)).toMatchObject({ ok: false, code: 'storage-newer' });
  expect(notices).toMatchObject([{ is: 'trouble', code: 'storage-newer' }]);
  server.stop();
  client.stop();
});

test('a window that comes late hears the last word on each thing, alone', () => {
  const { engine, tab } = browser();
  const { tell } = engine();
  const early = tab();
  tell(connection('offline'));
  tell(connection('up'));
  tell({ is: 'receipts', room: ROOM, receipts: { counts: {}, others: 1 } });
  tell({ is: 'reload', room: ROOM });
  tell({ is: 'join', progress: { link: 'a', step: 'asking' } });
  tell({ is: 'join', progress: { link: 'a', step: 'done' } });
  const before = early.notices.length;
  expect(tab().notices).toEqual([
    connection('up'),
    { is: 'receipts', room: ROOM, receipts: { counts: {}, others: 1 } },
  ]);
  expect(early.notices.length).toBe(before);
});

test('a room is hidden from the engine when no window shows it any more', async () => {
  const { engine, tab, done } = browser();
  engine();
  const [one, other] = [tab(), tab()];
  await one.client.send({ do: 'room.show', room: ROOM });
  await other.client.send({ do: 'room.show', room: ROOM });
  await one.client.send({ do: 'room.hide', room: ROOM });
  expect(done.filter((command) => command.do === 'room.hide')).toEqual([]);
  other.client.detach();
  expect(done.filter((command) => command.do === 'room.hide')).toEqual([{ do: 'room.hide', room: ROOM }]);
});

test('a new leader is told which rooms are on screens and that the network is gone', async () => {
  const { engine, tab, done } = browser();
  engine();
  const { client } = tab();
  await client.send({ do: 'room.show', room: ROOM });
  await client.send({ do: 'network', online: false });
  done.length = 0;
  engine();
  expect(done).toEqual([
    { do: 'room.show', room: ROOM },
    { do: 'network', online: false },
  ]);
});

test('a silent engine is found out within seconds while an answer is awaited', () => {
  const { clock, tab } = browser();
  const hung = vi.fn();
  const { client } = tab(hung);
  void client.send(SEND);
  clock.advance(4_000);
  expect(hung).not.toHaveBeenCalled();
  clock.advance(3_000);
  expect(hung).toHaveBeenCalledOnce();
});

test('an engine that works long but answers pings is left alone', () => {
  const { clock, engine, tab } = browser();
  engine(never);
  const hung = vi.fn();
  const { client } = tab(hung);
  void client.send(SEND);
  clock.advance(60_000);
  expect(hung).not.toHaveBeenCalled();
});

test('a clock that jumps, as after sleep, ends nobody', () => {
  const { clock, engine, tab } = browser();
  engine(never);
  const hung = vi.fn();
  void tab(hung).client.send(SEND);
  clock.set(clock.now() + 3_600_000);
  clock.advance(2_000);
  expect(hung).not.toHaveBeenCalled();
});

test('a follower steals from a leader that hangs; the leader ends its Worker and follows', async () => {
  const { clock, engine, tab, done } = browser();
  const seat = sharedSeat();
  const workers: string[] = [];
  const opened = ['leader', 'follower'].map((name) => {
    const { client } = tab(() => leadership.replace());
    const start = () => {
      workers.push(`${name} starts`);
      if (name === 'follower') engine();
      return { terminate: () => void workers.push(`${name} ends`) };
    };
    const leadership: Leadership = new Leadership(seat.lease(), start, client);
    leadership.start();
    return client;
  });
  expect(workers).toEqual(['leader starts']);
  const answer = opened[1]?.send(SEND);
  clock.advance(10_000);
  expect(await answer).toEqual({ ok: true });
  expect(workers).toEqual(['leader starts', 'leader ends', 'follower starts']);
  expect(done).toEqual([SEND]);
});

/** A lease between tabs of one test: held by one, stolen at will. */
function sharedSeat(): { lease(): Lease } {
  let holder: LeaseEvents | undefined;
  return {
    lease() {
      let mine: LeaseEvents | undefined;
      const take = (): void => {
        holder?.robbed();
        holder = mine;
        mine?.lead();
      };
      return {
        start(events) {
          mine = events;
          if (!holder) take();
        },
        steal: take,
        stop: () => undefined,
      };
    },
  };
}
