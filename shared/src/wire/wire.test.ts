import fc from 'fast-check';
import * as encoding from 'lib0/encoding';
import { describe, expect, test } from 'vitest';
import { concatBytes, utf8 } from '#shared/bytes.ts';
import { encode } from '#shared/cbor.ts';
import type { WriterId } from '#shared/ids.ts';
import { anyFrame, anyFrameOf, FRAME_TYPES } from '#testing/anyFrame.ts';
import { testId } from '#testing/writers.ts';
import { encodeBatch, joinFrames, readBatch } from './batch.ts';
import { encodeFrame, readFrame } from './frame.ts';
import { FrameType, MAX_BATCH, MAX_FRAME, type Frame } from './frames.ts';
import { MAX_MARKER, MAX_REQUEST } from './frameSchemas.ts';
import { putVaruint, readVaruint, varuintLength } from './varuint.ts';

const faultOf = (bytes: Uint8Array): string | undefined => {
  const read = readFrame(bytes);
  return read.ok ? undefined : read.fault.code;
};

/** A frame of a type with a body that need not fit it. */
const framed = (type: keyof typeof FrameType, body: Uint8Array): Uint8Array =>
  concatBytes(Uint8Array.of(FrameType[type]), body);

describe('varuints', () => {
  test('[SYN-1] are byte for byte what lib0 writes, and read back', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const bytes = new Uint8Array(varuintLength(value));
        expect(putVaruint(bytes, 0, value)).toBe(bytes.length);
        const encoder = encoding.createEncoder();
        encoding.writeVarUint(encoder, value);
        expect(bytes).toEqual(encoding.toUint8Array(encoder));
        const cursor = { bytes, at: 0 };
        expect(readVaruint(cursor)).toBe(value);
        expect(cursor.at).toBe(bytes.length);
      }),
    );
  });

  test('[SYN-1] longer than need be, cut short, or beyond 53 bits are none', () => {
    const read = (...bytes: number[]): number | undefined => readVaruint({ bytes: Uint8Array.from(bytes), at: 0 });
    expect(read()).toBeUndefined();
    expect(read(0x80)).toBeUndefined();
    expect(read(0x80, 0x00)).toBeUndefined();
    expect(read(0x81, 0x80, 0x00)).toBeUndefined();
    expect(read(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f)).toBe(Number.MAX_SAFE_INTEGER);
    expect(read(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10)).toBeUndefined();
    expect(read(...Array.from({ length: 100 }, () => 0xff))).toBeUndefined();
  });
});

describe('frames', () => {
  test.each(FRAME_TYPES)('[SYN-1] %s has one encoding, which reads back as it was', (type) => {
    fc.assert(
      fc.property(anyFrameOf(type), (frame) => {
        const bytes = encodeFrame(frame);
        const read = readFrame(bytes);
        if (!read.ok) throw new Error(read.fault.say);
        expect(read.value).toEqual(frame);
        expect(encodeFrame(read.value)).toEqual(bytes);
      }),
    );
  });

  test('[SYN-1] nothing may follow a frame, nor be missing from it', () => {
    const whole = fc.oneof(...FRAME_TYPES.filter((type) => type !== 'sync').map(anyFrameOf));
    fc.assert(
      fc.property(whole, fc.nat(255), fc.nat(), (frame, more, cut) => {
        const bytes = encodeFrame(frame);
        expect(readFrame(concatBytes(bytes, Uint8Array.of(more))).ok).toBe(false);
        expect(readFrame(bytes.subarray(0, cut % bytes.length)).ok).toBe(false);
      }),
    );
  });

  test('[SYN-1] unknown, missing and ill-kinded fields are refused', () => {
    const nonce = new Uint8Array(32);
    expect(faultOf(framed('hello', encode({ version: 1, nonce })))).toBeUndefined();
    expect(faultOf(framed('hello', encode({ version: 1, nonce, more: 1 })))).toBe('bad-frame');
    expect(faultOf(framed('hello', encode({ nonce })))).toBe('bad-frame');
    expect(faultOf(framed('hello', encode({ version: 2, nonce })))).toBe('bad-frame');
    expect(faultOf(framed('hello', encode({ version: 1, nonce: nonce.subarray(1) })))).toBe('bad-frame');
    expect(faultOf(framed('welcome', encode({ now: -1 })))).toBe('bad-frame');
    expect(faultOf(framed('welcome', encode({ now: 0.5 })))).toBe('bad-frame');
    expect(faultOf(framed('welcome', encode([1])))).toBe('bad-frame');
    for (const body of [null, [], new Uint8Array(), '', 0])
      expect(faultOf(framed('ping', encode(body)))).toBe('bad-frame');
    expect(faultOf(framed('leave', encode({ room: `${testId('room')}=` })))).toBe('bad-frame');
    expect(faultOf(framed('open', encode({ room: testId('room'), segment: '2026-13' })))).toBe('bad-frame');
    expect(faultOf(Uint8Array.of(0x7f))).toBe('bad-frame');
    expect(faultOf(new Uint8Array())).toBe('bad-frame');
  });

  test('[SYN-1] CBOR in any but its one form is refused', () => {
    const now = [0x63, ...utf8('now')];
    const forms: Readonly<Record<string, readonly number[]>> = {
      'a key twice': [0xa2, ...now, 0x01, ...now, 0x02],
      'an indefinite map': [0xbf, ...now, 0x01, 0xff],
      'a long way to write 1': [0xa1, ...now, 0x18, 0x01],
      'a float where an integer belongs': [0xa1, ...now, 0xf9, 0x3c, 0x00],
      'a tagged number': [0xa1, ...now, 0xc1, 0x01],
      undefined: [0xa1, ...now, 0xf7],
      'text that is not UTF-8': [0xa1, 0x61, 0xff, 0x01],
      'a map that claims more than there is': [0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...now, 0x01],
      'bytes that claim more than there are': [0x5b, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1],
      'a prototype for a key': [0xa2, ...now, 0x01, 0x69, ...utf8('__proto__'), 0xa0],
    };
    expect(faultOf(framed('welcome', Uint8Array.from([0xa1, ...now, 0x01])))).toBeUndefined();
    for (const [form, bytes] of Object.entries(forms))
      expect(readFrame(framed('welcome', Uint8Array.from(bytes))).ok, form).toBe(false);
    const order = encode({ version: 1, nonce: new Uint8Array(32) });
    const turned = concatBytes(order.subarray(0, 1), order.subarray(-10), order.subarray(1, -10));
    expect(readFrame(framed('hello', turned)).ok, 'keys out of order').toBe(false);
  });

  test('[T-10] nesting meant to exhaust a stack is refused', () => {
    const nested = new Uint8Array(200_000).fill(0x81);
    expect(readFrame(framed('leave', nested)).ok).toBe(false);
    expect(readFrame(framed('leave', concatBytes(nested, Uint8Array.of(0xf6)))).ok).toBe(false);
  });

  test('[T-12] an acknowledgement is believed as far as its bytes reach: no room is made for what it claims', () => {
    const claims = concatBytes(Uint8Array.of(FrameType.ack, 1), varuint(2 ** 40), Uint8Array.of(1, 1));
    const begun = process.memoryUsage().arrayBuffers;
    expect(faultOf(claims)).toBe('bad-frame');
    expect(process.memoryUsage().arrayBuffers - begun).toBeLessThan(2 ** 20);
  });

  test('[SYN-1] an acknowledgement names a writer once', () => {
    expect(faultOf(Uint8Array.of(FrameType.ack, 1, 2, 7, 1, 8, 1))).toBeUndefined();
    expect(faultOf(Uint8Array.of(FrameType.ack, 1, 2, 7, 1, 7, 2))).toBe('bad-frame');
    expect(faultOf(Uint8Array.of(FrameType.ack, 1, 1, 0x87, 0x00, 1))).toBe('bad-frame');
  });

  test('[LOG-10] [SYN-1] what is too large is refused unread', () => {
    expect(faultOf(new Uint8Array(MAX_FRAME + 1))).toBe('too-large');
    expect(faultOf(concatBytes(Uint8Array.of(FrameType.sync, 1), new Uint8Array(MAX_FRAME - 2)))).toBeUndefined();
    const room = testId('room');
    expect(faultOf(framed('ask', encode({ room, request: new Uint8Array(MAX_REQUEST) })))).toBeUndefined();
    expect(faultOf(framed('ask', encode({ room, request: new Uint8Array(MAX_REQUEST + 1) })))).toBe('bad-frame');
    const mark = { room, device: testId('device'), version: 1, signature: new Uint8Array(64) };
    expect(faultOf(framed('mark', encode({ ...mark, sealed: new Uint8Array(MAX_MARKER) })))).toBeUndefined();
    expect(faultOf(framed('mark', encode({ ...mark, sealed: new Uint8Array(MAX_MARKER + 1) })))).toBe('bad-frame');
  });
});

describe('batches', () => {
  test('[SYN-1] hold frames in their order, however they were joined', () => {
    fc.assert(
      fc.property(fc.array(anyFrame, { maxLength: 8 }), (frames) => {
        const batch = encodeBatch(frames);
        expect(joinFrames(frames.map(encodeFrame))).toEqual(batch);
        expect(readBatch(batch)).toEqual({ ok: true, value: frames });
      }),
    );
  });

  test('[SYN-1] one bad frame, a cut or an empty one spoils the whole', () => {
    const ping: Frame = { type: 'ping' };
    const good = encodeBatch([ping, { type: 'sync', channel: 3, message: new Uint8Array(5) }]);
    expect(readBatch(concatBytes(good, Uint8Array.of(0))).ok).toBe(false);
    expect(readBatch(concatBytes(good, Uint8Array.of(2, 0x7f, 0))).ok).toBe(false);
    expect(readBatch(concatBytes(good, Uint8Array.of(0x82, 0x00), encodeFrame(ping))).ok).toBe(false);
    const ends = new Set([0, 1 + encodeFrame(ping).length, good.length]);
    for (let cut = 0; cut <= good.length; cut++) expect(readBatch(good.subarray(0, cut)).ok).toBe(ends.has(cut));
  });

  test('[LOG-10] the largest frame fits, and nothing larger is looked at', () => {
    const message = new Uint8Array(MAX_FRAME - 2);
    expect(readBatch(encodeBatch([{ type: 'sync', channel: 1, message }])).ok).toBe(true);
    expect(readBatch(new Uint8Array(MAX_BATCH + 1))).toMatchObject({ ok: false, fault: { code: 'too-large' } });
  });

  test('[SYN-1] counts of an acknowledgement keep their writers apart up to 53 bits', () => {
    const counts = new Map([[Number.MAX_SAFE_INTEGER as WriterId, 65_536]]);
    expect(readBatch(encodeBatch([{ type: 'ack', channel: 0, counts }]))).toEqual({
      ok: true,
      value: [{ type: 'ack', channel: 0, counts }],
    });
  });
});

function varuint(value: number): Uint8Array {
  const bytes = new Uint8Array(varuintLength(value));
  putVaruint(bytes, 0, value);
  return bytes;
}
