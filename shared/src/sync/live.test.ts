import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bytesOf, toText } from '#shared/bytes.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { signKeyPair } from '#shared/crypto/sign.ts';
import type { DeviceId, EpochId, RoomId } from '#shared/ids.ts';
import { encodeFrame, readFrame } from '#shared/wire/frame.ts';
import { Allowance } from './allowance.ts';
import { checkLive, makeLive, openLive, type Attention } from './live.ts';

const room = toText(new Uint8Array(32).fill(1)) as RoomId;
const epoch = toText(new Uint8Array(32).fill(2)) as EpochId;
const epochKey = new Uint8Array(32).fill(3);
let keys: Parameters<typeof makeLive>[3];

beforeAll(async () => {
  await cryptoReady();
  const { publicKey, secretKey } = signKeyPair(new Uint8Array(32).fill(4));
  keys = { device: toText(publicKey) as DeviceId, secretKey, epoch, epochKey, iv: new Uint8Array(24).fill(5) };
});

const keyOf = (asked: Uint8Array): Uint8Array | undefined => (toText(asked) === epoch ? epochKey : undefined);
const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte));

describe('[MRK-3] a word of who is where', () => {
  test('is read by whoever has the room’s key, and is as long whatever it says', () => {
    const lengths = (['away', 'here', 'writing'] satisfies Attention[]).map((attention) => {
      const live = makeLive(room, 1_000, attention, keys);
      expect(checkLive(live)).toBe(true);
      expect(openLive(live, keyOf)).toEqual({ ok: true, value: attention });
      expect(readFrame(encodeFrame(live))).toEqual({ ok: true, value: live });
      expect(openLive(live, () => undefined).ok).toBe(false);
      return encodeFrame(live).length;
    });
    expect(new Set(lengths).size).toBe(1);
  });

  test('moved to another room, device or time it is nobody’s', () => {
    const live = makeLive(room, 1_000, 'writing', keys);
    const other = toText(turned(bytesOf(room)));
    const changes = [
      { room: other as RoomId },
      { device: other as DeviceId },
      { at: 1_001 },
      { sealed: turned(live.sealed) },
      { signature: turned(live.signature) },
    ];
    for (const change of changes) expect(checkLive({ ...live, ...change }), Object.keys(change)[0]).toBe(false);
    for (const change of changes.slice(0, 4)) expect(openLive({ ...live, ...change }, keyOf).ok).toBe(false);
  });
});

test('[MRK-3] an allowance gives so many at once and so many a second, whenever they come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 400 }), { maxLength: 200 }), (gaps) => {
      const allowance = new Allowance(5, 10);
      let now = 1_000_000;
      let taken = 0;
      for (const gap of gaps) {
        now += gap;
        if (allowance.takes(now)) taken++;
      }
      expect(taken).toBeLessThanOrEqual(5 + (now - 1_000_000) / 100 + 1e-6);
      expect(taken).toBeGreaterThanOrEqual(Math.min(gaps.length, 5));
    }),
  );
});
