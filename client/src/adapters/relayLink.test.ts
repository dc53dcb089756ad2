import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { fakeClock } from '#testing/fakeClock.ts';
import { Inbox } from '#testing/inbox.ts';
import { linkContract, listen, type FarEnd, type LinkPlace } from '#testing/linkContract.ts';
import { MemoryLinks } from '#testing/memoryLinks.ts';
import { runContract } from '#testing/runContract.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { Backoff } from './backoff.ts';
import { RelayLink } from './relayLink.ts';
import { systemClock } from './systemClock.ts';

const ORIGIN = 'http://localhost:8787';
const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** A real server on a port of its own, which can stop taking calls and start again. */
async function relay(clock = systemClock) {
  const accepted = new Inbox<FarEnd>();
  let server = await serve(0, accepted);
  const { port } = server.address() as AddressInfo;
  const url = `ws://localhost:${port}/sync`;
  const close = (): Promise<void> => {
    for (const socket of server.clients) socket.terminate();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  opened.push(close);
  return {
    accepted,
    transport: ORIGIN,
    link: () => new RelayLink({ url, origin: ORIGIN, clock, random: seededRandom(1) }),
    async takeCalls(takes: boolean) {
      await close();
      if (takes) server = await serve(port, accepted);
    },
    close,
  } satisfies LinkPlace;
}

function serve(port: number, accepted: Inbox<FarEnd>): Promise<WebSocketServer> {
  return new Promise((resolve) => {
    const server: WebSocketServer = new WebSocketServer({ port }, () => resolve(server));
    server.on('connection', (socket) => accepted.put(farEnd(socket)));
  });
}

function farEnd(socket: ServerSocket): FarEnd {
  const heard = new Inbox<Uint8Array>();
  socket.on('message', (data: Buffer) => heard.put(new Uint8Array(data)));
  return {
    heard,
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
    send: (batch) => socket.send(batch),
    hangUp: () => socket.close(),
  };
}

runContract('a link in memory', linkContract, () => {
  const links = new MemoryLinks(systemClock);
  return {
    accepted: links.accepted,
    transport: links.transport,
    link: () => links.link(),
    takeCalls(takes: boolean) {
      links.takeCalls(takes);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
});

runContract('a link over a WebSocket', linkContract, () => relay());

describe('a link over a WebSocket', () => {
  test('nothing heard for 30 s after something was sent: it hangs up and dials again', async () => {
    const clock = fakeClock();
    const { link, accepted } = await relay(clock);
    const dialled = link();
    const said = listen(dialled);
    const far = await accepted.next();
    await said.next();
    clock.advance(60_000);
    expect(said.size).toBe(0);
    dialled.send(Uint8Array.of(1));
    clock.advance(29_999);
    expect(said.size).toBe(0);
    clock.advance(1);
    expect(await said.next()).toEqual({ down: true });
    await far.closed;
    clock.advance(500);
    await accepted.next();
    expect(await said.next()).toEqual({ up: ORIGIN });
  });

  test('anything heard in time keeps it', async () => {
    const clock = fakeClock();
    const { link, accepted } = await relay(clock);
    const dialled = link();
    const said = listen(dialled);
    const far = await accepted.next();
    await said.next();
    dialled.send(Uint8Array.of(1));
    clock.advance(29_000);
    far.send(Uint8Array.of(2));
    await said.next();
    clock.advance(29_000);
    expect(said.size).toBe(0);
  });

  test('a dial that is not answered within 10 s is given up', async () => {
    const clock = fakeClock();
    const sockets: EventTarget[] = [];
    const dial = (): WebSocket => {
      const silent = Object.assign(new EventTarget(), { close: () => undefined });
      sockets.push(silent);
      return silent as unknown as WebSocket;
    };
    const said = listen(new RelayLink({ url: 'ws://nowhere', origin: ORIGIN, clock, random: seededRandom(1), dial }));
    clock.advance(10_000);
    expect(await said.next()).toEqual({ down: true });
    clock.advance(500);
    expect(sockets.length).toBe(2);
  });

  test('text, which no relay of ours says, ends the connection', async () => {
    const { link, accepted } = await relay();
    const dialled = link();
    const said = listen(dialled);
    const far = await accepted.next();
    await said.next();
    far.send('hello' as unknown as Uint8Array);
    expect(await said.next()).toEqual({ down: true });
    await dialled.stop();
  });
});

test('waits double from half a second to 30 s, with jitter, until one is worth it', () => {
  const backoff = new Backoff(seededRandom(7));
  const waits = Array.from({ length: 12 }, () => backoff.next());
  for (const [index, wait] of waits.entries()) {
    const step = Math.min(30_000, 500 * 2 ** index);
    expect(wait).toBeGreaterThanOrEqual(step / 2);
    expect(wait).toBeLessThanOrEqual(step);
  }
  backoff.reset();
  expect(backoff.next()).toBeLessThanOrEqual(500);
});
