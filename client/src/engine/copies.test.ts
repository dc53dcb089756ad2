import { describe, expect, test } from 'vitest';
import { documentId, type DeviceId, type IdentityId, type RoomId, type WriterId } from '#shared/ids.ts';
import { testId } from '#testing/writers.ts';
import { Copies, type OwnWriter } from './copies.ts';

const room = testId<RoomId>('room');
const segment = '2026-11';
const document = documentId(room, segment);
const mine = 7 as WriterId;
const digest = new Uint8Array(32).fill(1);
const at: OwnWriter = { segment, writer: mine, count: 5, digest };

const [me, bob, carol] = ['me', 'bob', 'carol'].map((name) => testId<IdentityId>(name)) as [
  IdentityId,
  IdentityId,
  IdentityId,
];
const devices = new Map<DeviceId, IdentityId>([
  [testId<DeviceId>('my phone'), me],
  [testId<DeviceId>('bob laptop'), bob],
  [testId<DeviceId>('bob phone'), bob],
  [testId<DeviceId>('carol laptop'), carol],
]);
const device = (name: string): DeviceId => testId<DeviceId>(name);
const known = (copies: Copies, what = at) => copies.members(what, (id) => devices.get(id), me);
const membersOf = (copies: Copies, what = at) => known(copies, what).members;
const counted = (count: number, writer: number = mine) => ({
  segments: { [segment]: { digest: new Uint8Array(32), counts: [[writer, count]] as const } },
});

describe('[MRK-2] copies', () => {
  test('are nowhere until somebody said so', () => {
    const copies = new Copies();
    expect(copies.relayCount(document, mine)).toBe(0);
    expect(membersOf(copies)).toEqual({});
    expect(copies.relayHasAll(document, new Map([[mine, 1]]))).toBe(false);
    expect(copies.relayHasAll(document, new Map())).toBe(true);
  });

  test('on the relay are what it acknowledged, document by document, and never fewer', () => {
    const copies = new Copies();
    copies.onRelay(document, new Map([[mine, 3]]));
    copies.onRelay(document, new Map([[mine, 2]]));
    expect(copies.relayCount(document, mine)).toBe(3);
    expect(copies.relayCount(documentId(room, '2026-12'), mine)).toBe(0);
    expect(copies.relayHasAll(document, new Map([[mine, 3]]))).toBe(true);
    expect(copies.relayHasAll(document, new Map([[mine, 4]]))).toBe(false);
  });

  test('[REL-4] on a relay that lost its disk are gone until it says what it has', () => {
    const copies = new Copies();
    copies.onRelay(document, new Map([[mine, 3]]));
    copies.forgetRelay(document);
    expect(copies.relayCount(document, mine)).toBe(0);
    copies.onRelay(document, new Map([[mine, 1]]));
    expect(copies.relayCount(document, mine)).toBe(1);
  });

  test('with a member are what the best of their devices says, by counts', () => {
    const copies = new Copies();
    copies.onDevice(device('bob laptop'), counted(2));
    copies.onDevice(device('bob phone'), counted(4));
    copies.onDevice(device('carol laptop'), counted(9, 8));
    expect(membersOf(copies)).toEqual({ [bob]: 4 });
  });

  test('with a member are all of them when the whole month is the same there, whatever the counts', () => {
    const copies = new Copies();
    copies.onDevice(device('bob laptop'), { segments: { [segment]: { digest } } });
    copies.onDevice(device('carol laptop'), { segments: { [segment]: { digest: new Uint8Array(32) } } });
    expect(membersOf(copies)).toEqual({ [bob]: 5 });
    expect(membersOf(copies, { ...at, segment: '2026-12' })).toEqual({});
  });

  test('on own devices and on those of nobody in the room count for nothing', () => {
    const copies = new Copies();
    copies.onDevice(device('my phone'), counted(5));
    copies.onDevice(device('a stranger'), counted(5));
    expect(membersOf(copies)).toEqual({});
  });

  test('that were found out before a reload are still true after it', () => {
    const copies = new Copies();
    copies.remember(room, { counts: { [`${segment}/${mine}`]: { relay: 4, members: { [bob]: 3 } } }, others: 2 });
    expect(copies.relayCount(document, mine)).toBe(4);
    expect(membersOf(copies)).toEqual({ [bob]: 3 });
    copies.onDevice(device('bob laptop'), counted(2));
    copies.onDevice(device('carol laptop'), counted(1));
    expect(membersOf(copies)).toEqual({ [bob]: 3, [carol]: 1 });
  });
});

describe('[MRK-2] what somebody has read', () => {
  const read = (held: number, upTo: string, since?: number) => ({
    ...counted(held),
    read: upTo,
    ...(since === undefined ? {} : { since: [[mine, since]] as const }),
  });

  test('is what was there when they read, of what they have', () => {
    const copies = new Copies();
    copies.onDevice(device('bob laptop'), read(4, 'k', 3));
    copies.onDevice(device('carol laptop'), counted(5));
    copies.onDevice(device('my phone'), read(5, 'z'));
    expect(known(copies).read).toEqual({ [bob]: [{ count: 3, upTo: 'k' }] });
  });

  test('is not put together from what two devices say', () => {
    const copies = new Copies();
    copies.onDevice(device('bob laptop'), read(5, 'a'));
    copies.onDevice(device('bob phone'), read(1, 'z'));
    expect(known(copies).read?.[bob]).toEqual([
      { count: 5, upTo: 'a' },
      { count: 1, upTo: 'z' },
    ]);
    copies.onDevice(device('bob phone'), read(5, 'z'));
    expect(known(copies).read?.[bob]).toEqual([{ count: 5, upTo: 'z' }]);
  });

  test('stays read when a device says less later, and in another run', () => {
    const copies = new Copies();
    copies.onDevice(device('bob laptop'), read(5, 'k'));
    const before = known(copies);
    copies.onDevice(device('bob laptop'), counted(5));
    expect(known(copies)).toEqual(before);
    const again = new Copies();
    again.remember(room, { counts: { [`${segment}/${String(mine)}`]: { relay: 0, ...before } }, others: 2 });
    expect(known(again)).toEqual(before);
  });
});
