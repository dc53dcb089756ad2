import { afterAll, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER, type RoomId } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';
import { SocketLink } from '#testing/socketLink.ts';

let relay: RelayProcess;
let alice: RoomDevice;
let bob: RoomDevice;
let room: RoomId;
const [A, B, E] = ['1', '2', '3'].map((digit) => digit.repeat(52)) as [string, string, string];

beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  alice = new RoomDevice('alice');
  const secret = alice.foundsOpenRoom();
  room = alice.room;
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  bob = new RoomDevice('bob');
  await bob.connect(relay.origin);
  await bob.joinsByLink(alice.room, secret);
});
afterAll(() => relay.discard());

test('[SYN-7] members of a room hear how to meet each other, and when no longer', async () => {
  alice.link.send({ type: 'reach', peer: A });
  bob.link.send({ type: 'reach', peer: B });
  expect(await alice.link.next('near')).toEqual({ type: 'near', device: bob.device, peer: B, room });
  expect(await bob.link.next('near')).toEqual({ type: 'near', device: alice.device, peer: A, room });
  bob.link.send({ type: 'reach' });
  expect(await alice.link.next('near')).toEqual({ type: 'near', device: bob.device });
  bob.link.send({ type: 'reach', peer: B });
  expect(await alice.link.next('near')).toEqual({ type: 'near', device: bob.device, peer: B, room });
  await bob.link.next('near');
});

test('[SYN-7] words are passed on under the name of who sent them, to nobody but members of a common room', async () => {
  const eve = new RoomDevice('eve').enters(alice.room);
  await eve.connect(relay.origin);
  eve.link.send({ type: 'reach', peer: E });
  eve.link.send({ type: 'introduce', peer: A, bytes: Uint8Array.of(6, 6, 6) });
  alice.link.send({ type: 'introduce', peer: E, bytes: Uint8Array.of(9) });
  eve.link.send({ type: 'ping' });
  await eve.link.next('pong');
  bob.link.send({ type: 'introduce', peer: A, bytes: Uint8Array.of(1, 2) });
  expect(await alice.link.next('introduce')).toEqual({ type: 'introduce', peer: B, bytes: Uint8Array.of(1, 2) });
  bob.link.close();
  expect(await alice.link.next('near')).toEqual({ type: 'near', device: bob.device });
});

test('[SYN-7] a password for TURN is made for a device that proved itself, and for nobody who merely asks', async () => {
  const turning = await RelayProcess.start({
    GRAPEVINE_TURN: 'turn:chat.example.org:3478',
    GRAPEVINE_TURN_SECRET: 'grapes-in-may',
  });
  const text = await (await fetch(`${turning.origin}/api/relay`)).text();
  expect(text).toContain('stun:chat.example.org:3478');
  expect(text).not.toMatch(/credential|username|turn:/);

  const stranger = await new SocketLink(turning.origin).opened();
  stranger.send({ type: 'hello', version: 1, nonce: new Uint8Array(32) }, { type: 'ice' });
  await stranger.closed;
  expect(stranger.heard.some(({ type }) => type === 'ice')).toBe(false);

  const cleo = new RoomDevice('cleo');
  await cleo.connect(turning.origin);
  cleo.link.send({ type: 'ice' });
  const { servers: [turn] = [] } = await cleo.link.next('ice');
  expect(turn?.urls).toEqual(['turn:chat.example.org:3478']);
  expect(turn?.username).toMatch(/^\d{10}$/);
  expect(turn?.credential).not.toBe('');
  cleo.link.close();
  await turning.discard();
});
