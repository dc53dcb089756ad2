import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { concatBytes, equalBytes, utf8 } from '#shared/bytes.ts';
import { boxKeyPair, isGoodBoxKey, openBox, sealTo } from '#shared/crypto/box.ts';
import { hash, hashInput } from '#shared/crypto/hash.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { seal, unseal } from '#shared/crypto/seal.ts';
import { isGoodSignKey, sign, signKeyPair, verify } from '#shared/crypto/sign.ts';

beforeAll(cryptoReady);

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });
const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** The points of order 1, 2, 4 and 8, and those of them that can be written in a second way. */
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
].map(fromHex);

const SMALL_BOX_KEYS = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(fromHex);

/** 2^252 + …, the order of the group, little-endian. */
const GROUP_ORDER = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');

/** Adds the group's order to the scalar of a signature: the same equation holds, the bytes are others. */
function malleate(signature: Uint8Array): Uint8Array {
  const other = signature.slice();
  let carry = 0;
  for (let i = 0; i < 32; i++) {
    const sum = (other[32 + i] ?? 0) + (GROUP_ORDER[i] ?? 0) + carry;
    other[32 + i] = sum & 255;
    carry = sum >> 8;
  }
  return other;
}

describe('[ID-3] keys', () => {
  test('every key made from a seed is good', () => {
    fc.assert(
      fc.property(
        seed,
        (bytes) => isGoodSignKey(signKeyPair(bytes).publicKey) && isGoodBoxKey(boxKeyPair(bytes).publicKey),
      ),
      { numRuns: 50 },
    );
  });

  test('[T-19] small-order and non-canonical keys are refused', () => {
    expect(SMALL_ORDER.filter(isGoodSignKey)).toEqual([]);
    expect(SMALL_BOX_KEYS.filter(isGoodBoxKey)).toEqual([]);
    for (const length of [0, 31, 33]) {
      expect(isGoodSignKey(new Uint8Array(length).fill(9))).toBe(false);
      expect(isGoodBoxKey(new Uint8Array(length).fill(9))).toBe(false);
    }
  });

  test('a box key in its second form is refused', () => {
    const key = boxKeyPair(utf8('k'.repeat(32))).publicKey;
    const second = key.slice();
    second[31] = (second[31] ?? 0) | 128;
    expect(isGoodBoxKey(second)).toBe(false);
    const above = fromHex('f6ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');
    expect(isGoodBoxKey(above)).toBe(false);
  });

  test('a key with a part of small order is refused', () => {
    // Not on the main subgroup: y = 3 is on the curve, times its order it is not the identity.
    const candidates = Array.from({ length: 200 }, (_, y) => Uint8Array.of(y + 2, ...new Uint8Array(31)));
    const good = candidates.filter(isGoodSignKey);
    expect(good.length).toBeGreaterThan(0);
    // An eighth of the points of the curve are in the subgroup, and half of the y are on the curve.
    expect(good.length).toBeLessThan(40);
  });
});

describe('[T-19] signatures', () => {
  test('a malleated signature does not verify', () => {
    const { publicKey, secretKey } = signKeyPair(utf8('s'.repeat(32)));
    const digest = hash('test', utf8('said'));
    const signature = sign(digest, secretKey);
    expect(verify(signature, digest, publicKey)).toBe(true);
    expect(verify(malleate(signature), digest, publicKey)).toBe(false);
  });

  test('under a small-order key nothing verifies', () => {
    const digest = hash('test', utf8('said'));
    for (const key of SMALL_ORDER) {
      for (const point of SMALL_ORDER) expect(verify(concatBytes(point, new Uint8Array(32)), digest, key)).toBe(false);
    }
  });

  test('lengths other than a signature and a key have are no, not an error', () => {
    const digest = hash('test');
    expect(verify(new Uint8Array(63), digest, new Uint8Array(32))).toBe(false);
    expect(verify(new Uint8Array(64), digest, new Uint8Array(31))).toBe(false);
  });

  test('[T-23] what is signed under one tag does not verify under another', () => {
    const { publicKey, secretKey } = signKeyPair(utf8('s'.repeat(32)));
    const signature = sign(hash('entry-sig', utf8('x')), secretKey);
    expect(verify(signature, hash('marker', utf8('x')), publicKey)).toBe(false);
  });
});

describe('hash', () => {
  test('[T-23] no two ways to cut the input give one hash', () => {
    const part = fc.uint8Array({ maxLength: 6 });
    const input = fc.tuple(fc.constantFrom('a', 'b', 'ab'), fc.array(part, { maxLength: 4 }));
    fc.assert(
      fc.property(input, input, ([tag, parts], [otherTag, otherParts]) => {
        const same =
          tag === otherTag &&
          parts.length === otherParts.length &&
          parts.every((p, i) => equalBytes(p, otherParts[i] ?? p));
        return equalBytes(hash(tag, ...parts), hash(otherTag, ...otherParts)) === same;
      }),
    );
  });

  test('is BLAKE2b-256 of the framed parts', () => {
    expect(hashInput('t', utf8('ab'))).toEqual(concatBytes(utf8('gv/t/1\0'), Uint8Array.of(0, 0, 0, 2), utf8('ab')));
    expect(hash('t', new Uint8Array(200_000))).toHaveLength(32);
  });
});

describe('boxes and seals', () => {
  test('a sealed box opens for its key alone', () => {
    fc.assert(
      fc.property(seed, seed, fc.uint8Array(), (ours, ephemeral, message) => {
        const keys = boxKeyPair(ours);
        const sealed = sealTo(keys.publicKey, message, ephemeral);
        expect(openBox(sealed, keys)).toEqual(message);
        expect(openBox(sealed, boxKeyPair(hash('other', ours)))).toBeUndefined();
        expect(openBox(sealed.subarray(1), keys)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  test('a seal opens under its key, iv and associated data alone', () => {
    const key = hash('key');
    const iv = new Uint8Array(24).fill(1);
    const sealed = seal(key, iv, utf8('said'), utf8('where'));
    expect(unseal(key, iv, sealed, utf8('where'))).toEqual(utf8('said'));
    expect(unseal(key, iv, sealed, utf8('elsewhere'))).toBeUndefined();
    expect(unseal(hash('other'), iv, sealed, utf8('where'))).toBeUndefined();
    expect(unseal(key, iv.subarray(1), sealed, utf8('where'))).toBeUndefined();
    expect(unseal(key, iv, sealed.subarray(0, 10), utf8('where'))).toBeUndefined();
  });
});
