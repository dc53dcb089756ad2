import { beforeAll, expect, test } from 'vitest';
import { decode, encode } from '#shared/cbor.ts';
import { checkCertificate, makeCertificate } from '#shared/charter/certificate.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { sign } from '#shared/crypto/sign.ts';
import { Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

/** The same certificate with some fields replaced, in due form. */
function changed(bytes: Uint8Array, change: Record<string, unknown>): Uint8Array {
  const value = decode(bytes);
  if (!value.ok) throw new Error(value.fault.say);
  return encode({ ...(value.value as object), ...change });
}

test('[ID-2] a certificate is good when identity and device both signed it', () => {
  const { certificate } = new Person('alice');
  expect(checkCertificate(certificate.bytes)).toEqual({ ok: true, value: certificate });
});

test('[ID-2] without proof of possession nobody certifies another’s device', () => {
  const alice = new Person('alice');
  const mallory = new Person('mallory');
  const stolen = makeCertificate({
    identity: mallory.identityKeys,
    device: { publicKey: alice.keys.publicKey, secretKey: mallory.keys.secretKey },
    box: mallory.box.publicKey,
    serial: 0,
    at: 0,
  });
  expect(checkCertificate(stolen.bytes)).toMatchObject({ ok: false, fault: { code: 'bad-certificate' } });
});

test('[ID-2] whatever is changed in a certificate, it is no longer good', () => {
  const { certificate } = new Person('alice');
  const other = new Person('bob').certificate;
  const changes = [
    { serial: 1 },
    { at: 1 },
    { box: other.box },
    { byIdentity: other.byIdentity },
    { byDevice: other.byDevice },
    // [T-23] The device's proof is no identity's word, and the other way round.
    { byIdentity: certificate.byDevice, byDevice: certificate.byIdentity },
    { more: 1 },
  ];
  for (const change of changes) expect(checkCertificate(changed(certificate.bytes, change)).ok).toBe(false);
  expect(checkCertificate(Uint8Array.of(...certificate.bytes, 0)).ok).toBe(false);
});

test('[ID-3][T-19] small-order and non-canonical keys certify nothing', () => {
  const { certificate, keys } = new Person('alice');
  const zero = new Uint8Array(32);
  const one = Uint8Array.from({ length: 32 }, (_, at) => (at === 0 ? 1 : 0));
  const notReduced = new Uint8Array(32).fill(255);
  const trivial = Uint8Array.from({ length: 64 }, (_, at) => (at === 0 ? 1 : 0));
  for (const key of [zero, one, notReduced]) {
    expect(checkCertificate(changed(certificate.bytes, { identity: key, byIdentity: trivial })).ok).toBe(false);
    expect(checkCertificate(changed(certificate.bytes, { sign: key, byDevice: trivial })).ok).toBe(false);
    const box = { identity: new Person('alice').identityKeys, device: keys, box: key, serial: 0, at: 0 };
    expect(checkCertificate(makeCertificate(box).bytes).ok).toBe(false);
  }
});

test('[ID-1][T-23] a signature an identity gave to something else is no certificate', () => {
  const alice = new Person('alice');
  const byIdentity = sign(new Uint8Array(32).fill(5), alice.identityKeys.secretKey);
  expect(checkCertificate(changed(alice.certificate.bytes, { byIdentity })).ok).toBe(false);
});
