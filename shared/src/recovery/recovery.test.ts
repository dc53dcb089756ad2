import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { toText } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { stretch } from '#shared/crypto/stretch.ts';
import type { RecoveryId } from '#shared/ids.ts';
import type { EpochId, IdentityId, RoomId } from '#shared/ids.ts';
import { codeWords, readCode } from '#shared/recovery/recoveryCode.ts';
import type { RecoveryContents } from '#shared/recovery/recoveryContents.ts';
import { openCopy, readCopy, sealCopy } from '#shared/recovery/recoveryCopy.ts';
import { recoveryId, recoverySealKey, recoveryWriter } from '#shared/recovery/recoveryKeys.ts';
import { makeUpload, readUpload } from '#shared/wire/recoveryUpload.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { testId } from '#testing/writers.ts';

beforeAll(cryptoReady);

const anyCode = fc.uint8Array({ minLength: 16, maxLength: 16 });
const code = Uint8Array.from({ length: 16 }, (_, at) => at * 7);
const otherCode = new Uint8Array(16).fill(9);
/** Cheap, so that hundreds of them are quick. */
const cost = { passes: 1, memory: 64 };

const contents: RecoveryContents = {
  identity: new Uint8Array(32).fill(1),
  name: 'Noor',
  serial: 1,
  relay: 'http://localhost:8787',
  at: 7,
  rooms: [
    {
      room: testId<RoomId>('room'),
      name: 'Garden',
      epochs: [{ epoch: testId<EpochId>('epoch'), key: new Uint8Array(32).fill(2) }],
    },
  ],
  contacts: [{ identity: testId<IdentityId>('ben'), verified: 5 }],
};

async function sealed(passphrase = '', version = 3): Promise<Uint8Array> {
  const key = await recoverySealKey(code, passphrase, cost);
  return sealCopy(recoveryId(code), key, cost, version, contents, seededRandom(1));
}

const codeOf = async (copy: Uint8Array, by = code, passphrase = ''): Promise<string> => {
  const opened = await openCopy(copy, by, passphrase);
  return opened.ok ? 'ok' : opened.fault.code;
};

describe('[ID-7] the recovery code', () => {
  test('is twelve words that give the code back, as typed, numbered, shortened or in capitals', () => {
    fc.assert(
      fc.property(anyCode, (bytes) => {
        const words = codeWords(bytes);
        expect(words).toHaveLength(12);
        expect(readCode(words.join(' '))).toEqual({ ok: true, value: bytes });
        const numbered = words.map((word, at) => `${at + 1}. ${word.toUpperCase().slice(0, 4)}`).join('\n');
        expect(readCode(numbered)).toEqual({ ok: true, value: bytes });
      }),
    );
  });

  test('says which word is none, how many there are, and that they do not belong together', () => {
    const words = codeWords(code);
    const said = (typed: readonly string[]): string => {
      const read = readCode(typed.join(' '));
      return read.ok ? 'ok' : `${read.fault.code}: ${read.fault.say}`;
    };
    expect(said(words.with(3, 'grapvine'))).toMatch(/^recovery-word: “grapvine”/);
    expect(said(words.slice(1))).toMatch(/^recovery-length: .*These are 11/);
    const swapped = [words[1], words[0], ...words.slice(2)].map((word) => word ?? '');
    expect(said(swapped)).toMatch(/^recovery-check/);
  });

  test('one wrong word is caught by the check or opens nothing: fifteen in sixteen by the check', () => {
    let caught = 0;
    const tries = 320;
    for (let seed = 0; seed < tries; seed++) {
      const random = seededRandom(seed);
      const words = codeWords(random.bytes(16));
      const [place = 0] = random.bytes(1);
      const other = codeWords(random.bytes(16))[0] ?? '';
      if (!readCode(words.with(place % 12, other).join(' ')).ok) caught++;
    }
    expect(caught).toBeGreaterThan(tries * 0.85);
  });
});

describe('[ID-7] the sealed copy', () => {
  test('Argon2id is the one of libsodium and RFC 9106', async () => {
    const key = await stretch(new Uint8Array(16), new Uint8Array(16), { passes: 3, memory: 65_536 });
    expect(Buffer.from(key).toString('hex')).toBe('4f6cd289070aa821a062c104d5a0fa75621c14bc6b05967b760c4c82bec463ff');
  });

  test('opens with its code, and with nothing else', async () => {
    const opened = await openCopy(await sealed(), code, '');
    expect(opened.ok && opened.value).toMatchObject({ version: 3, contents });
    expect(await codeOf(await sealed(), otherCode)).toBe('recovery-wrong');
  });

  test('with a passphrase needs both; composed and decomposed letters are the same', async () => {
    const copy = await sealed('Café');
    expect(await codeOf(copy, code, 'Cafe\u0301')).toBe('ok');
    expect(await codeOf(copy, code, '')).toBe('recovery-wrong');
    expect(await codeOf(copy, code, 'cafe')).toBe('recovery-wrong');
  });

  test('[T-25] cut anywhere, or with any bit turned, is called damaged or wrong and never opens', async () => {
    const copy = await sealed();
    for (let length = 0; length < copy.length; length += 7) {
      expect(await codeOf(copy.slice(0, length))).toBe('recovery-cut');
    }
    for (let at = 0; at < copy.length; at += 3) {
      const turned = copy.slice();
      turned[at] = (turned[at] ?? 0) ^ 1;
      expect(await codeOf(turned)).toMatch(/^recovery-(cut|wrong|newer)$/);
    }
  });

  test('[T-25] of a format to come says so; one made to exhaust its reader is refused unopened', async () => {
    const read = decode(await sealed());
    const copy = read.ok ? (read.value as Record<string, unknown>) : {};
    expect(await codeOf(encode({ ...copy, format: 2, more: true }))).toBe('recovery-newer');
    expect(await codeOf(encode({ ...copy, memory: 1 << 30 }))).toBe('recovery-cut');
    expect(await codeOf(encode({ ...copy, passes: 1000 }))).toBe('recovery-cut');
    expect(await codeOf(encode({ ...copy, more: true }))).toBe('recovery-cut');
  });

  test('[T-25] an old one does not pass for a new one: its version is bound to what it holds', async () => {
    const read = decode(await sealed('', 3));
    const copy = read.ok ? (read.value as Record<string, unknown>) : {};
    expect(await codeOf(encode({ ...copy, version: 9 }))).toBe('recovery-wrong');
    const honest = readCopy(await sealed('', 9));
    expect(honest.ok && honest.value.version).toBe(9);
  });
});

describe('[ID-7] an upload', () => {
  const copy = Uint8Array.of(1, 2, 3);
  const id = recoveryId(code);

  test('is taken from who has the code, for that version and those bytes', () => {
    const upload = makeUpload(id, 4, copy, recoveryWriter(code).secretKey);
    expect(readUpload(id, upload)).toMatchObject({ ok: true, value: { version: 4, copy } });
  });

  test('signed by another, or about another copy, is refused', () => {
    const foreign = makeUpload(id, 4, copy, recoveryWriter(otherCode).secretKey);
    expect(readUpload(id, foreign)).toMatchObject({ ok: false, fault: { code: 'bad-signature' } });
    const elsewhere = makeUpload(id, 4, copy, recoveryWriter(code).secretKey);
    expect(readUpload(toText(new Uint8Array(32).fill(3)) as RecoveryId, elsewhere).ok).toBe(false);
    expect(readUpload(id, copy).ok).toBe(false);
  });
});
