/** Every frame there is, with whatever it may hold: what the wire's properties are tried on. */
import fc from 'fast-check';
import { toText } from '#shared/bytes.ts';
import { CHARTER, type WriterId } from '#shared/ids.ts';
import type { Frame, FrameType, RefusalCode } from '#shared/wire/frames.ts';

const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });
const bytesUpTo = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });
const id = <Id extends string>(): fc.Arbitrary<Id> => bytes(32).map((key) => toText(key) as Id);
const whole = fc.maxSafeNat();
const text = fc.string({ unit: 'binary', maxLength: 60 });
const segment = fc.oneof(fc.constant(CHARTER), fc.constantFrom('2026-11', '1999-01', '0000-12'));
const month = fc.constantFrom('2026-11', '1999-01');
const writer = whole.map((number) => number as WriterId);
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, requiredKeys: (keyof T)[]) =>
  fc.record<T, keyof T>(model, { requiredKeys, noNullPrototype: true });

const offer = record({ segment, channel: whole, digest: bytes(32), entries: whole, husks: bytes(32) }, [
  'segment',
  'channel',
  'digest',
  'entries',
]);
const place = fc.tuple(writer, fc.nat({ max: 65_535 }));

const CODES: readonly RefusalCode[] = [
  'bad-frame',
  'bad-proof',
  'bad-entry',
  'bad-invite',
  'bad-marker',
  'not-member',
  'not-due',
  'unknown-document',
  'too-large',
  'slow-down',
  'closing',
];

const peer = fc.string({ unit: fc.constantFrom('1', '9', 'A', 'H', 'Z', 'a', 'k', 'z'), minLength: 40, maxLength: 64 });
const seq = fc.nat({ max: 65_536 });
const branch = record({ previous: id(), entries: fc.array(bytesUpTo(200), { minLength: 1, maxLength: 4 }) }, [
  'entries',
]);

const charterSeq = fc.nat(1023);
const given = record(
  {
    device: id(),
    seq: charterSeq,
    previous: id(),
    entries: fc.array(bytesUpTo(200), { minLength: 1, maxLength: 4 }),
  },
  ['device', 'seq', 'entries'],
);

const bodies = {
  hello: fc.record({ version: fc.constant(1), nonce: bytes(32) }),
  prove: fc.record({ device: id(), transport: text, signature: bytes(64) }),
  welcome: fc.record({ now: whole }),
  refuse: record({ code: fc.constantFrom(...CODES), say: text, retry: whole, room: id(), segment }, ['code', 'say']),
  enter: record(
    { room: id(), digest: bytes(32), invite: fc.record({ key: id(), signature: bytes(64) }), bring: fc.constant(true) },
    ['room'],
  ),
  entered: fc.record({
    room: id(),
    state: fc.constantFrom('unknown', 'same', 'differs'),
    documents: fc.array(offer, { maxLength: 5 }),
  }),
  leave: fc.record({ room: id() }),
  open: fc.record({ room: id(), segment }),
  document: fc.tuple(id(), offer).map(([room, body]) => ({ room, ...body })),
  sync: fc.record({ channel: whole, message: bytesUpTo(200) }),
  ack: fc.record({
    channel: whole,
    counts: fc
      .uniqueArray(fc.tuple(writer, whole), { selector: ([key]) => key, maxLength: 20 })
      .map((all) => new Map(all)),
  }),
  mark: fc.record({ room: id(), device: id(), version: whole, sealed: bytesUpTo(200), signature: bytes(64) }),
  live: fc.record({ room: id(), device: id(), at: whole, sealed: bytes(73), signature: bytes(64) }),
  ask: fc.record({ room: id(), request: bytesUpTo(200) }),
  asked: fc.record({ room: id(), request: bytesUpTo(200) }),
  answer: fc.record({
    room: id(),
    request: bytes(32),
    outcome: fc.constantFrom('admitted', 'declined', 'expired'),
  }),
  ping: fc.constant({}),
  pong: fc.constant({}),
  compare: fc.record({ room: id(), segment, slots: fc.array(fc.tuple(writer, seq), { maxLength: 5 }) }),
  compared: fc.record({ room: id(), segment, slots: fc.array(fc.tuple(writer, seq, id()), { maxLength: 5 }) }),
  show: fc.record({ room: id(), segment, writer, seq }),
  shown: record({ room: id(), segment, writer, seq, branch }, ['room', 'segment', 'writer', 'seq']),
  fork: fc.record({ room: id(), segment, device: id(), n: whole, seq, branches: fc.tuple(branch, branch) }),
  need: fc.record({ room: id(), id: id(), from: charterSeq }),
  given: record({ room: id(), id: id(), list: given }, ['room', 'id']),
  husks: fc.record({
    room: id(),
    segment: month,
    digest: bytes(32),
    orders: fc.array(
      fc
        .tuple(place, fc.record({ id: id(), target: id(), delete: id(), device: id(), signature: bytes(64) }))
        .map(([[by, seq], order]) => ({ writer: by, seq, ...order })),
      { maxLength: 3 },
    ),
    holes: fc.array(place, { maxLength: 5 }),
  }),
  payloads: fc.record({
    room: id(),
    segment: month,
    payloads: fc.array(
      fc.tuple(place, bytesUpTo(200)).map(([[by, seq], payload]) => [by, seq, payload]),
      { maxLength: 3 },
    ),
  }),
  reach: record({ peer }, []),
  near: record({ device: id(), peer, room: id() }, ['device']),
  introduce: fc.record({ peer, bytes: bytesUpTo(300) }),
  seek: fc.record({ rooms: fc.array(bytes(32), { maxLength: 5 }) }),
  bring: fc.record({ link: text }),
  ice: record(
    {
      servers: fc.array(
        fc.constantFrom(
          { urls: ['stun:chat.example.org'] },
          { urls: ['turn:chat.example.org:3478'], username: '1000021600', credential: 'grapes' },
        ),
        { maxLength: 4 },
      ),
    },
    [],
  ),
} satisfies Record<keyof typeof FrameType, fc.Arbitrary<object>>;

export const anyFrameOf = (type: Frame['type']): fc.Arbitrary<Frame> =>
  bodies[type].map((body) => ({ type, ...body }) as Frame);

export const FRAME_TYPES = Object.keys(bodies) as Frame['type'][];

export const anyFrame: fc.Arbitrary<Frame> = fc.oneof(...FRAME_TYPES.map(anyFrameOf));
