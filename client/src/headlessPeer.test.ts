/** A peer that stays: real files, a real relay, real WebRTC where it loads. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { Gathering } from '#testing/gathering.ts';
import { HeadlessPeer, type PeerOptions } from './headlessPeer.ts';

const gathering = Gathering.forTests();
let folder: string;
const peers: HeadlessPeer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grapevine-peer-'));
});
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
  await rm(folder, { recursive: true });
});

const opensPeer = (options: Partial<PeerOptions> = {}): Promise<HeadlessPeer> =>
  HeadlessPeer.open({ folder, relay: gathering.relay.origin, ...options });

const isKeptBy = (peer: HeadlessPeer, room: RoomId): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!peer.device.engine.room(room).link.isSynced || peer.device.engine.outbox.unacknowledged > 0) return;
      stop();
      resolve();
    };
    const stop = peer.device.engine.onNotice(look);
    look();
  });

test('[REL-4] it keeps a room whose relay lost its disk while everybody else was away, and is who it was after a restart', async () => {
  const alice = await gathering.meet('Alice');
  const room = await alice.startsRoom();
  await alice.says(room, 'Keep this for me');
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  const first = await opensPeer({ meets: false });
  expect(await first.join(link)).toBe(room);
  await isKeptBy(first, room);
  const { device } = first.device.engine.keys ?? {};
  await first.close();
  await alice.closes();
  await gathering.relay.end('SIGKILL');
  await gathering.relay.wipe();
  await gathering.relay.start();
  const again = await opensPeer({ meets: false });
  peers.push(again);
  expect(again.device.engine.keys?.device).toBe(device);
  expect(again.rooms).toEqual([room]);
  await isKeptBy(again, room);
  const bob = await gathering.meet('Bob');
  await bob.joins(link);
  await bob.sees(room, 'Keep this for me');
});

test('[CHA-8] made an admin and told to, it says yes in a room that asks while its owner is away', async () => {
  const alice = await gathering.meet('Alice');
  const room = await alice.startsRoom();
  const link = await alice.invites(room);
  await alice.isKept(room);
  const keeper = await opensPeer({ admits: true });
  peers.push(keeper);
  await keeper.join(link);
  const identity = keeper.device.engine.keys?.identity;
  if (!identity) throw new TypeError('it has keys');
  await alice.until(async () => (await alice.details(room))?.members.length === 2);
  await alice.device.do({ do: 'member.role', room, identity, role: 'admin' });
  await alice.device.do({ do: 'room.rules', room, rules: { links: 'asked' } });
  const asked = await alice.invites(room);
  await alice.isKept(room);
  await alice.closes();
  const bob = await gathering.meet('Bob');
  await bob.joins(asked);
  await bob.until(() => bob.isIn(room));
});

test('`npm run peer -- join` comes in and says so; nonsense is told from a link', async () => {
  const alice = await gathering.meet('Alice');
  const room = await alice.startsRoom('Vineyard');
  const link = await alice.invites(room);
  await alice.isKept(room);
  const script = join(import.meta.dirname, '..', '..', 'scripts', 'peer.ts');
  const peer = spawn(process.execPath, [script, 'join', link, '--folder', folder, '--name', 'Keeper']);
  const lines = createInterface({ input: peer.stdout });
  for await (const line of lines) if (line.startsWith('In “Vineyard”.')) break;
  await alice.until(async () => (await alice.details(room))?.members.some(({ name }) => name === 'Keeper') === true);
  const ended = new Promise((resolve) => peer.once('exit', resolve));
  peer.kill('SIGTERM');
  expect(await ended).toBe(0);
  const wrong = spawn(process.execPath, [script, 'join', 'http://localhost/#join/no', '--folder', folder]);
  expect(await new Promise((resolve) => wrong.once('exit', resolve))).toBe(1);
});
