import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesOf, concatBytes, toText } from '#shared/bytes.ts';
import { encode } from '#shared/cbor.ts';
import { hash } from '#shared/crypto/hash.ts';
import { seal } from '#shared/crypto/seal.ts';
import { orderKey } from '#shared/entry/hlc.ts';
import type { DeviceId, EntryId, EpochId, RoomId } from '#shared/ids.ts';
import { encodeFrame, readFrame } from '#shared/wire/frame.ts';
import type { Mark } from '#shared/wire/frames.ts';
import { MAX_MARKER } from '#shared/wire/frameSchemas.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { EPOCH_KEY, testDevice, testId } from '#testing/writers.ts';
import {
  checkMarker,
  makeMarker,
  MOST_ADDRESSES,
  MOST_COUNTS,
  MOST_COUNTS_LISTENING,
  openMarker,
  type MarkerBody,
} from './marker.ts';

const random = seededRandom(3);
const room = testId<RoomId>('room');
const epoch = testId<EpochId>('epoch');
const laptop = testDevice('laptop');
const digest = new Uint8Array(32).fill(9);
const body: MarkerBody = { segments: { '2026-11': { digest, counts: [[5, 7]] } }, read: 'somewhere' };

const marked = (version = 1, said: MarkerBody = body): Mark =>
  makeMarker(room, version, said, { ...laptop, epoch, epochKey: EPOCH_KEY, iv: random.bytes(24) });

const keyOf = (asked: Uint8Array): Uint8Array | undefined => (toText(asked) === epoch ? EPOCH_KEY : undefined);

/** Its first byte turned. */
const turned = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));

describe('[MRK-1] a marker', () => {
  test('says what it was told, to whoever holds the key of its epoch', () => {
    const counts = fc.array(fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()), { maxLength: 5 });
    const month = fc.constantFrom('2026-10', '2026-11');
    const what = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const segments = fc.dictionary(
      month,
      fc.record({ digest: what, counts }, { requiredKeys: ['digest'], noNullPrototype: true }),
      { noNullPrototype: true },
    );
    fc.assert(
      fc.property(segments, fc.nat(), (said, version) => {
        const mark = marked(version, { segments: said });
        expect(checkMarker(mark)).toBe(true);
        expect(openMarker(mark, keyOf)).toEqual({ ok: true, value: { segments: said } });
        expect(readFrame(encodeFrame(mark))).toEqual({ ok: true, value: mark });
      }),
      { numRuns: 40 },
    );
  });

  test('is signed whole: room, device, version and what is sealed', () => {
    const mark = marked();
    const changes: readonly Partial<Mark>[] = [
      { room: testId<RoomId>('another room') },
      { device: testDevice('phone').device },
      { version: 2 },
      { sealed: turned(mark.sealed) },
      { signature: turned(mark.signature) },
    ];
    expect(checkMarker(mark)).toBe(true);
    for (const change of changes) expect(checkMarker({ ...mark, ...change }), Object.keys(change)[0]).toBe(false);
  });

  test('opens in its own room, device and version alone, whoever signs it anew', () => {
    const mark = marked();
    const places: readonly Partial<Mark>[] = [
      { room: testId<RoomId>('another room') },
      { device: testDevice('phone').device },
      { version: 2 },
    ];
    for (const place of places) expect(openMarker({ ...mark, ...place }, keyOf).ok).toBe(false);
  });

  test('does not open without the key, with another, or when a byte of it turned', () => {
    const mark = marked();
    expect(openMarker(mark, () => undefined)).toMatchObject({ fault: { code: 'no-key' } });
    expect(openMarker(mark, () => new Uint8Array(32))).toMatchObject({ fault: { code: 'bad-marker' } });
    for (let at = 32; at < mark.sealed.length; at++) {
      const sealed = mark.sealed.map((byte, i) => (i === at ? byte ^ 0x80 : byte));
      expect(openMarker({ ...mark, sealed }, () => EPOCH_KEY).ok).toBe(false);
    }
    for (const length of [0, 31, 32, 40, 56, 60])
      expect(openMarker({ ...mark, sealed: mark.sealed.subarray(0, length) }, () => EPOCH_KEY).ok).toBe(false);
  });

  test('of a member who seals nonsense is a fault, not a throw', () => {
    const nonsense: readonly unknown[] = [
      null,
      [],
      {},
      { segments: [] },
      { segments: { 'not a month': { digest } } },
      { segments: { '2026-11': { digest: digest.subarray(1) } } },
      { segments: { '2026-11': { digest, counts: [[1]] } } },
      { segments: { '2026-11': { digest, counts: [[1, -1]] } } },
      { segments: {}, more: 1 },
    ];
    for (const said of nonsense) expect(openMarker(sealedAs(encode(said)), keyOf).ok, JSON.stringify(said)).toBe(false);
    expect(openMarker(sealedAs(Uint8Array.of(0xff)), keyOf).ok).toBe(false);
  });

  test('of a small-order device is not believed', () => {
    const key = new Uint8Array(32);
    key[0] = 1;
    const signature = new Uint8Array(64);
    signature[0] = 1;
    expect(checkMarker({ ...marked(), device: toText(key) as DeviceId, signature })).toBe(false);
  });

  test('of as many counts as it may hold fits its 4 KiB', () => {
    const counts = Array.from({ length: MOST_COUNTS / 2 }, (_, i) => [2 ** 52 + i, 65_536] as const);
    const read = orderKey({ ms: 2 ** 48 - 1, counter: 65_535 }, testId<EntryId>('newest'));
    const segments = { '2026-10': { digest, counts }, '2026-11': { digest } };
    const mark = marked(1, { segments, read, since: counts });
    expect(mark.sealed.length).toBeLessThanOrEqual(MAX_MARKER);
  });

  /** Sealed and signed as an honest marker is, over whatever plain bytes. */
  function sealedAs(plain: Uint8Array): Mark {
    const honest = marked();
    const iv = random.bytes(24);
    const where = concatBytes(
      new TextEncoder().encode(room),
      bytesOf(laptop.device),
      new Uint8Array([0, 0, 0, 0, 0, 0, 0, 1]),
    );
    const box = seal(hash('marker-key', EPOCH_KEY), iv, plain, where);
    return { ...honest, sealed: concatBytes(bytesOf(epoch), iv, box) };
  }
});

describe('[MRK-4] where a device can be dialled', () => {
  const address = '/ip4/192.0.2.7/udp/4001/webrtc-direct/certhash/uEiCid6sxpsra41_fdJwOGDvbxq2qDtCa1LBp3-Qbh9I2Qg';
  const opened = (at: readonly string[]) => openMarker(marked(1, { segments: {}, at }), keyOf);

  test('is sealed with the rest', () => {
    expect(opened([address])).toEqual({ ok: true, value: { segments: {}, at: [address] } });
    const text = new TextDecoder('latin1').decode(encodeFrame(marked(1, { segments: {}, at: [address] })));
    expect(text).not.toContain('192.0.2.7');
  });

  test('is an IP address, a UDP port and the hash of a certificate, four times at most', () => {
    const others = [
      '/dns4/example.org/udp/4001/webrtc-direct/certhash/uEiCid6sxpsra41_fdJwOGDvbxq2qDtCa1LBp3',
      address.replace('webrtc-direct', 'quic-v1'),
      address.replace(/\/certhash.*/, ''),
      `${address}/p2p/12D3KooWMKx2qzhHFh3NsqgnUjcobRhbC6UvbFYBXNzRPB27EL9m`,
      `/ip4/1.2.3.4/tcp/80${address}`,
      address + 'A'.repeat(80),
    ];
    for (const other of others) expect(opened([other]), other).toMatchObject({ ok: false });
    expect(opened(Array.from({ length: MOST_ADDRESSES }, () => address)).ok).toBe(true);
    expect(opened(Array.from({ length: MOST_ADDRESSES + 1 }, () => address)).ok).toBe(false);
  });

  test('fits a marker beside the counts it leaves room for', () => {
    const long = `/ip6/${'f'.repeat(45)}/udp/65535/webrtc-direct/certhash/u${'A'.repeat(80)}`;
    const counts = Array.from({ length: MOST_COUNTS_LISTENING }, (): [number, number] => [2 ** 53 - 1, 65_535]);
    const segments = { '2026-10': { digest }, '2026-11': { digest, counts } };
    const mark = marked(1, { segments, at: Array.from({ length: MOST_ADDRESSES }, () => long) });
    expect(mark.sealed.length).toBeLessThanOrEqual(MAX_MARKER);
  });
});
