import { beforeAll, describe, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { encode } from '#shared/cbor.ts';
import { Person } from '#testing/charterPeople.ts';
import { checkAccountBinding, makeAccountBinding } from './accountBinding.ts';

const RELAY = 'https://chat.example.org';
const AT = Date.UTC(2026, 10, 25);

let ayo: Person;
let mallory: Person;
beforeAll(async () => {
  await cryptoReady();
  ayo = new Person('ayo');
  mallory = new Person('mallory');
});

const bound = (who: Person, by = who): Uint8Array =>
  makeAccountBinding({ relay: RELAY, username: 'ayo', certificate: who.certificate, at: AT }, by.keys.secretKey);

describe('[ID-4] [T-22] a relay can make no binding up', () => {
  test('one signed by a certified device of the person is good, on its relay and for its name', () => {
    const read = checkAccountBinding(bound(ayo), RELAY, 'ayo');
    expect(read.ok && read.value.certificate.identity).toBe(ayo.identity);
    for (const [relay, name] of [
      ['https://other.example', 'ayo'],
      [RELAY, 'noor'],
    ] as const)
      expect(checkAccountBinding(bound(ayo), relay, name).ok).toBe(false);
  });

  test('one signed by another device is refused', () => {
    expect(checkAccountBinding(bound(ayo, mallory), RELAY, 'ayo').ok).toBe(false);
    expect(checkAccountBinding(bound(ayo, new Person('ayo', 'phone')), RELAY, 'ayo').ok).toBe(false);
  });

  test('a device added without the identity is refused', () => {
    const { identity, sign, box, serial, at, byIdentity, byDevice } = mallory.certificate;
    const key = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'));
    const added = encode({ identity: key(ayo.identity), sign: key(sign), box, serial, at, byIdentity, byDevice });
    expect(identity).not.toBe(ayo.identity);
    const certificate = { ...mallory.certificate, identity: ayo.identity, bytes: added };
    const binding = makeAccountBinding({ relay: RELAY, username: 'ayo', certificate, at: AT }, mallory.keys.secretKey);
    expect(checkAccountBinding(binding, RELAY, 'ayo').ok).toBe(false);
  });

  test('every bit of it counts', () => {
    const good = bound(ayo);
    for (let at = 0; at < good.length; at++) {
      const bent = good.slice();
      bent[at] = (bent[at] ?? 0) ^ 1;
      expect(checkAccountBinding(bent, RELAY, 'ayo').ok).toBe(false);
    }
  });
});
