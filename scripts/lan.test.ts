import { expect, test } from 'vitest';
import { readSettings } from '../sync-server/src/config.ts';
import { Addresses } from '../sync-server/src/http/addresses.ts';
import { lanText, lanUrls, openToLan } from './lan.ts';

test('the addresses of this network are answered to, beside those set by hand', () => {
  const environment: NodeJS.ProcessEnv = { GRAPEVINE_ORIGINS: 'https://chat.example.org' };
  openToLan(lanUrls(['192.168.1.7', '10.0.0.3'], 8787, false), environment);
  const { origins, hosts, port } = readSettings(environment);
  expect(hosts).toEqual(['0.0.0.0']);
  const addresses = new Addresses(port, undefined, origins);
  for (const origin of ['http://192.168.1.7:8787', 'http://10.0.0.3:8787', 'https://chat.example.org'])
    expect(addresses.isOrigin(origin)).toBe(true);
  expect(addresses.isHost('192.168.1.8:8787')).toBe(false);
});

test('the terminal shows each address, and a code of the first', () => {
  const text = lanText(['http://192.168.1.7:8787', 'http://10.0.0.3:8787'], false);
  expect(text).toContain('  http://10.0.0.3:8787');
  expect(text).toMatch(/[█▀▄]{10}/);
  expect(lanText([], false)).toMatch(/on no network/);
});
