import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { concatBytes, toText } from '#shared/bytes.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { encodeHeader, hashedHeader, readHeader, type Header } from '#shared/entry/header.ts';
import { compareHlc, hlcOfOrder, hlcText, MAX_HLC_COUNTER, orderKey, tick } from '#shared/entry/hlc.ts';
import { huskOf } from '#shared/entry/husk.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { openBody } from '#shared/entry/open.ts';
import { openSettings } from '#shared/entry/openSettings.ts';
import { pad, unpad } from '#shared/entry/padding.ts';
import { parseEntry } from '#shared/entry/parse.ts';
import { sealBody } from '#shared/entry/seal.ts';
import { sealSettings } from '#shared/entry/sealSettings.ts';
import { verifyEntry } from '#shared/entry/verifyEntry.ts';
import type { DeviceId, EntryId, EpochId, RoomId, WriterId } from '#shared/ids.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import { EPOCH_KEY, Pen, runOf, START, testDevice, testId, timelineDocument } from '#testing/writers.ts';

beforeAll(cryptoReady);

const hlc = fc.record({ ms: fc.nat({ max: 2 ** 48 - 1 }), counter: fc.nat({ max: 2 ** 16 - 1 }) });
const idText = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toText);
const header: fc.Arbitrary<Header> = fc
  .record(
    {
      kind: fc.constantFrom('clear' as const, 'sealed' as const),
      husk: fc.boolean(),
      hlc,
      intro: fc.record({ device: idText.map((id) => id as DeviceId), n: fc.nat({ max: 15 }) }),
      heads: fc.uniqueArray(
        idText.map((id) => id as EntryId),
        { minLength: 1, maxLength: 8 },
      ),
      epoch: idText.map((id) => id as EpochId),
    },
    { requiredKeys: ['kind', 'husk', 'hlc'] },
  )
  .map((drawn) => ({ ...drawn, husk: drawn.husk && drawn.kind === 'sealed' }));

describe('headers', () => {
  test('read back as they were written', () => {
    fc.assert(
      fc.property(header, (given) => {
        const bytes = encodeHeader(given);
        expect(readHeader(concatBytes(bytes, new Uint8Array(5)))).toEqual({ header: given, length: bytes.length });
        for (let cut = 0; cut < bytes.length; cut++) expect(readHeader(bytes.subarray(0, cut))).toHaveProperty('code');
      }),
      { numRuns: 60 },
    );
  });

  test('unknown kinds and flags, no heads, nine heads and a head twice are refused', () => {
    const base = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const rest = new Uint8Array(400);
    const read = (change: Record<number, number>): object =>
      readHeader(
        concatBytes(
          Uint8Array.from(base, (byte, i) => change[i] ?? byte),
          Uint8Array.of(change[10] ?? 0),
          rest,
        ),
      );
    for (const kind of [0, 3, 255]) expect(read({ 0: kind })).toHaveProperty('code');
    for (const flag of [16, 32, 64, 128]) expect(read({ 1: flag })).toHaveProperty('code');
    expect(read({ 0: 1, 1: 8 })).toHaveProperty('code');
    expect(read({ 1: 2, 10: 0 })).toHaveProperty('code');
    expect(read({ 1: 2, 10: 9 })).toHaveProperty('code');
    expect(read({ 1: 2, 10: 2 })).toHaveProperty('code');
    expect(read({ 1: 2, 10: 1 })).toHaveProperty('header');
  });
});

describe('parseEntry', () => {
  test('[LOG-10] an entry of more than 20 KiB is refused', () => {
    const { device, secretKey } = testDevice('a');
    const make = (payload: number): Entry =>
      makeEntry({
        document: timelineDocument(1),
        writer: 5 as WriterId,
        seq: 1,
        previous: testId<EntryId>('before'),
        header: { kind: 'sealed', husk: false, hlc: { ms: 1, counter: 0 } },
        payload: new Uint8Array(payload),
        device,
        secretKey,
      });
    expect(parseEntry(make(20 * 1024 - 74).bytes).ok).toBe(true);
    expect(parseEntry(make(20 * 1024 - 73).bytes)).toMatchObject({ ok: false, fault: { code: 'entry-large' } });
  });

  test('whatever the bytes, it answers', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => typeof parseEntry(bytes).ok === 'boolean'));
  });
});

describe('[ENT-1] an entry and its place', () => {
  const place = (): Entry => {
    const pen = new Pen(timelineDocument(1), testDevice('a'));
    pen.write();
    return pen.write();
  };

  test('[T-20] in another room, month, writer, slot or list it does not verify', () => {
    const entry = place();
    expect(verifyEntry(entry)).toBe(true);
    const moves: Partial<Entry>[] = [
      { document: timelineDocument(2) },
      { document: timelineDocument(1, '2026-12') },
      { writer: (entry.writer + 1) as WriterId },
      { seq: 2 },
      { previous: testId<EntryId>('another') },
      { header: { ...entry.header, hlc: { ms: START, counter: 9 } } },
      { device: testDevice('b').device },
    ];
    for (const move of moves) expect(verifyEntry({ ...entry, ...move })).toBe(false);
  });

  test("[T-21] another's ciphertext, signed anew, does not open", () => {
    const entry = place();
    const thief = testDevice('thief');
    const body = { t: 'message', s: [], text: 'message 1' };
    expect(openBody(EPOCH_KEY, entry)).toEqual({ ok: true, value: body });
    const stolen = makeEntry({ ...entry, writer: 77 as WriterId, device: thief.device, secretKey: thief.secretKey });
    expect(verifyEntry(stolen)).toBe(true);
    expect(openBody(EPOCH_KEY, stolen)).toMatchObject({ ok: false, fault: { code: 'sealed' } });
    expect(openBody(EPOCH_KEY, { ...entry, seq: 4 }).ok).toBe(false);
    expect(openBody(EPOCH_KEY, { ...entry, header: { ...entry.header, hlc: { ms: 1, counter: 1 } } }).ok).toBe(false);
  });

  test('[T-23] an epoch key does not open a body by itself, and what it seals elsewhere is no body', () => {
    const entry = place();
    expect(openSettings(EPOCH_KEY, testId<RoomId>('room'), entry.payload).ok).toBe(false);
  });
});

describe('[ENT-2] sealed bodies', () => {
  test('are padded to 32 bytes up to 256 and to 256 above, and come back whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1200 }), (body) => {
        const padded = pad(body);
        expect(padded.length % (body.length < 256 ? 32 : 256)).toBe(0);
        expect(unpad(padded)).toEqual({ ok: true, value: body });
      }),
    );
    expect(pad(new Uint8Array(255))).toHaveLength(256);
    expect(pad(new Uint8Array(256))).toHaveLength(512);
  });

  test('padding of any other length or form is refused', () => {
    for (const bytes of [[], [0, 0], [1], [0x80], [...new Uint8Array(31), 1]]) {
      expect(unpad(Uint8Array.from(bytes)).ok).toBe(false);
    }
    expect(unpad(concatBytes(Uint8Array.of(1, 0x80), new Uint8Array(62))).ok).toBe(false);
  });

  test('[ENT-3] a body that is not CBOR, or of a husk, is a fault and no throw', () => {
    const pen = new Pen(timelineDocument(1), testDevice('a'));
    const entry = pen.write();
    const iv = new Uint8Array(24);
    const payload = sealBody(EPOCH_KEY, entry, Uint8Array.of(0xff), iv);
    expect(openBody(EPOCH_KEY, { ...entry, payload })).toMatchObject({ ok: false, fault: { code: 'cbor' } });
    expect(openBody(EPOCH_KEY, { ...entry, payload: new Uint8Array(3) }).ok).toBe(false);
    expect(openBody(EPOCH_KEY, huskOf(entry))).toMatchObject({ ok: false, fault: { code: 'husk' } });
    expect(openBody(new Uint8Array(32), entry)).toMatchObject({ ok: false, fault: { code: 'sealed' } });
  });

  test('[ENT-5] a 43-byte message is at most 256 bytes as an update of its own', () => {
    const pen = new Pen(timelineDocument(1), testDevice('a'));
    for (let i = 0; i < 200; i++) pen.write();
    const seen = [new Uint8Array(8).fill(1), new Uint8Array(8).fill(2)];
    const entry = pen.write({ t: 'message', s: seen, text: 'x'.repeat(43) });
    expect(encodeUpdate([runOf([entry])]).length).toBeLessThanOrEqual(256);
  });
});

describe('husks', () => {
  test('[ENT-1] carry the hash of what they said, keep their id and verify', () => {
    const entry = new Pen(timelineDocument(1), testDevice('a')).write();
    const husk = huskOf(entry);
    const parsed = parseEntry(husk.bytes);
    expect(parsed.ok && parsed.value.header.husk).toBe(true);
    expect(husk.payload).toHaveLength(32);
    expect(husk.id).toBe(entry.id);
    expect(verifyEntry(husk)).toBe(true);
    expect(verifyEntry({ ...husk, payload: new Uint8Array(32) })).toBe(false);
    expect(huskOf(husk)).toBe(husk);
  });

  test('hashing leaves them as they are, also where they lie in a Buffer as on a relay', () => {
    const husk = huskOf(new Pen(timelineDocument(1), testDevice('a')).write());
    const bytes = Buffer.from(husk.bytes);
    expect(hashedHeader(bytes.subarray(0, 10))[1]).toBe((husk.bytes[1] ?? 0) & ~8);
    expect(Uint8Array.from(bytes)).toEqual(husk.bytes);
  });

  test('of any other length than one hash are refused', () => {
    const husk = huskOf(new Pen(timelineDocument(1), testDevice('a')).write());
    expect(parseEntry(concatBytes(husk.bytes, Uint8Array.of(0))).ok).toBe(false);
    expect(parseEntry(husk.bytes.subarray(1)).ok).toBe(false);
  });
});

describe('[TIM-1] hybrid logical time', () => {
  test('its text sorts as it does, and order keys lead back to it', () => {
    fc.assert(
      fc.property(hlc, hlc, (a, b) => {
        expect(Math.sign(compareHlc(a, b))).toBe(hlcText(a) < hlcText(b) ? -1 : hlcText(a) > hlcText(b) ? 1 : 0);
        expect(hlcOfOrder(orderKey(a, testId<EntryId>('x')))).toEqual(a);
      }),
    );
  });

  test('[T-41] each tick is after the last, wherever the clock goes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 2 ** 42 }), { minLength: 2 }), (clock) => {
        let last = tick(undefined, clock[0] ?? 0);
        for (const now of clock.slice(1)) {
          const next = tick(last, now);
          expect(compareHlc(next, last)).toBeGreaterThan(0);
          expect(next.ms).toBeGreaterThanOrEqual(now);
          last = next;
        }
      }),
    );
    expect(tick({ ms: 5, counter: MAX_HLC_COUNTER }, 1)).toEqual({ ms: 6, counter: 0 });
  });
});

describe('[CHA-6] sealed settings', () => {
  const room = testId<RoomId>('room');
  const iv = new Uint8Array(24).fill(3);

  test('open under their key in their room alone', () => {
    const settings = { name: 'Vineyard', topic: 'harvest' };
    const sealed = sealSettings(EPOCH_KEY, room, settings, iv);
    expect(openSettings(EPOCH_KEY, room, sealed)).toEqual({ ok: true, value: settings });
    expect(openSettings(EPOCH_KEY, testId<RoomId>('other'), sealed).ok).toBe(false);
    expect(openSettings(new Uint8Array(32), room, sealed).ok).toBe(false);
  });

  test('of another form than we know are a fault', () => {
    const sealed = sealSettings(EPOCH_KEY, room, { name: '' }, iv);
    expect(openSettings(EPOCH_KEY, room, sealed)).toMatchObject({ ok: false, fault: { code: 'settings' } });
  });
});
