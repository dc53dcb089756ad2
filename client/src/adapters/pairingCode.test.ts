import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase32, toBase32 } from './base32.ts';
import { readPairingCode, writePairingCode, type PairingCode } from './pairingCode.ts';

const ICE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const iceText = (min: number, max: number) =>
  fc.string({
    unit: fc.nat({ max: 63 }).map((at) => ICE.charAt(at)),
    minLength: min,
    maxLength: max,
  });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const address = fc.record({
  type: fc.constantFrom('host', 'srflx', 'relay'),
  host: fc.oneof(
    fc.ipV4(),
    fc.ipV6().map((host) => new URL(`http://[${host}]/`).hostname.slice(1, -1)),
    fc.uuid().map((id) => `${id}.local`),
  ),
  port: fc.integer({ min: 1, max: 65_535 }),
});
const side = fc.record({
  key: bytes(32),
  fingerprint: bytes(32),
  ufrag: iceText(4, 8),
  pwd: iceText(22, 32),
  addresses: fc.array(address, { maxLength: 4 }),
});
const code: fc.Arbitrary<PairingCode> = fc.oneof(
  fc.record({ is: fc.constant('offer' as const), side }),
  fc.record({ is: fc.constant('answer' as const), side, tag: bytes(4) }),
);

describe('base32', () => {
  test('is that of RFC 4648', () => {
    const of = (text: string): string => toBase32(new TextEncoder().encode(text));
    expect(['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(of)).toEqual([
      'MY',
      'MZXQ',
      'MZXW6',
      'MZXW6YQ',
      'MZXW6YTB',
      'MZXW6YTBOI',
    ]);
  });

  test('reads what it wrote, and nothing that has bits to spare', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (some) => {
        expect(fromBase32(toBase32(some))).toEqual(some);
      }),
    );
    expect(fromBase32('MZ')).toBeUndefined();
    expect(fromBase32('A')).toBeUndefined();
    expect(fromBase32('M0')).toBeUndefined();
  });
});

describe('a pairing code', () => {
  test('says what was put in', () => {
    fc.assert(
      fc.property(code, (some) => {
        expect(readPairingCode(writePairingCode(some))).toEqual({ ok: true, value: some });
      }),
    );
  });

  test('survives a line break and a keyboard that makes small letters', () => {
    fc.assert(
      fc.property(code, (some) => {
        const text = writePairingCode(some);
        const bent = `  ${text.slice(0, 40).toLowerCase()}\n${text.slice(40)} `;
        expect(readPairingCode(bent)).toEqual({ ok: true, value: some });
      }),
    );
  });

  test('of one address fits a QR code of version 7', () => {
    const some: PairingCode = {
      is: 'answer',
      tag: new Uint8Array(4),
      side: {
        key: new Uint8Array(32),
        fingerprint: new Uint8Array(32),
        ufrag: 'AbCd',
        pwd: 'x'.repeat(24),
        addresses: [{ type: 'host', host: '192.168.178.23', port: 50_000 }],
      },
    };
    // 224 capital letters and digits at the lowest correction.
    expect(writePairingCode(some).length).toBeLessThanOrEqual(224);
  });

  test('is no longer than a screen shows, however many addresses there are', () => {
    const most = fc.array(address, { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(side, most, (some, addresses) => {
        const read = readPairingCode(writePairingCode({ is: 'offer', side: { ...some, addresses } }));
        expect(read.ok && read.value.side.addresses.length).toBeGreaterThan(5);
      }),
    );
  });

  test('that was cut off anywhere is called so', () => {
    fc.assert(
      fc.property(code, fc.double({ min: 0, max: 0.999, noNaN: true }), (some, part) => {
        const text = writePairingCode(some);
        const read = readPairingCode(text.slice(0, Math.floor(text.length * part)));
        expect(read.ok).toBe(false);
      }),
    );
  });

  test('of other making is told apart', () => {
    for (const text of ['', 'https://example.org/#join/abc', 'GRAPEVINE2:MZXW6', 'grapevine'])
      expect(readPairingCode(text)).toMatchObject({ ok: false, fault: { code: 'not-a-code' } });
  });

  test('of hostile bytes yields a fault or a code, never a throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 257 }), (some) => {
        const framed = Uint8Array.of((some[0] ?? 0) & 1, some.length, ...some);
        const read = readPairingCode(`GRAPEVINE1:${toBase32(framed)}`);
        if (read.ok) expect(readPairingCode(writePairingCode(read.value))).toEqual(read);
      }),
    );
  });
});
