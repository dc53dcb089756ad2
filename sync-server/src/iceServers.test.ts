import { expect, test } from 'vitest';
import { readSettings } from './config.ts';
import { iceServers, stunServers } from './iceServers.ts';

test('nobody’s servers are named unless whoever runs the relay names them', () => {
  expect(iceServers(readSettings({}), 0)).toEqual([]);
});

test('what opens a TURN server is good for six hours, as coturn checks it', () => {
  const settings = readSettings({
    GRAPEVINE_STUN: 'stun:chat.example.org:3478',
    GRAPEVINE_TURN: 'turn:chat.example.org:3478, turns:chat.example.org:5349',
    GRAPEVINE_TURN_SECRET: 'grapes-in-may',
  });
  expect(iceServers(settings, 1_000_000_000_000)).toEqual([
    { urls: ['stun:chat.example.org:3478'] },
    {
      urls: ['turn:chat.example.org:3478', 'turns:chat.example.org:5349'],
      username: '1000021600',
      // printf 1000021600 | openssl dgst -sha1 -hmac grapes-in-may -binary | base64
      credential: 'D4FwzfGZJ7b1Gv6HzTCsyXGWbqg=',
    },
  ]);
});

test('TURN without a secret, and addresses that are none, are called out', () => {
  expect(() => readSettings({ GRAPEVINE_TURN: 'turn:chat.example.org' })).toThrow(/GRAPEVINE_TURN_SECRET/);
  expect(() => readSettings({ GRAPEVINE_STUN: 'chat.example.org' })).toThrow(/GRAPEVINE_STUN.*stun:/);
});

test('whoever asks is told of STUN alone: a TURN server answers as such with no password', () => {
  expect(stunServers(readSettings({}))).toEqual([]);
  const settings = readSettings({
    GRAPEVINE_STUN: 'stun:stun.example.org',
    GRAPEVINE_TURN: 'turn:chat.example.org:3478?transport=udp, turns:chat.example.org:5349',
    GRAPEVINE_TURN_SECRET: 'grapes-in-may',
  });
  expect(stunServers(settings)).toEqual([{ urls: ['stun:stun.example.org', 'stun:chat.example.org:3478'] }]);
});
