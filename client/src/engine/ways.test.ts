import { expect, test } from 'vitest';
import type { CharterState } from '#shared/charter/state.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { documentId, type DeviceId, type IdentityId, type RoomId, type WriterId } from '#shared/ids.ts';
import { fakeClock } from '#testing/fakeClock.ts';
import { testId } from '#testing/writers.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { ConnectionState } from './connectionState.ts';
import type { Way } from './messages/rows.ts';
import { Ways, wayOf, wayOut } from './ways.ts';

const room = testId<RoomId>('room');
const segment = '2026-11';
const [mei, ayo] = [1 as WriterId, 2 as WriterId];
const entry = (writer: WriterId, seq: number): Entry =>
  ({ document: documentId(room, segment), writer, seq }) as unknown as Entry;

async function kept(): Promise<{ ways: Ways; again: () => Promise<Ways>; note: (way: Way, ...of: Entry[]) => void }> {
  const store = memoryStore(new MemoryDisk());
  await store.claim();
  const open = async (): Promise<Ways> => {
    const ways = new Ways(room, store);
    await ways.load(segment);
    return ways;
  };
  const ways = await open();
  ways.follow(segment);
  const note = (way: Way, ...entries: Entry[]): void => ways.note(entries, () => way);
  return {
    ways,
    note,
    again: async () => {
      await store.write(ways.unsaved());
      return open();
    },
  };
}

test('each entry keeps the way it came, also in the next run', async () => {
  const { ways, note, again } = await kept();
  note('relay', entry(mei, 0), entry(mei, 1), entry(ayo, 0));
  note('straight', entry(mei, 2), entry(mei, 3));
  note('relay', entry(mei, 4));
  const read = (from: Ways) => [0, 1, 2, 3, 4].map((seq) => from.of({ segment, writer: mei, seq }));
  expect(read(ways)).toEqual(['relay', 'relay', 'straight', 'straight', 'relay']);
  const later = await again();
  expect(read(later)).toEqual(read(ways));
  expect(later.of({ segment, writer: ayo, seq: 0 })).toBe('relay');
  expect(later.of({ segment, writer: 3 as WriterId, seq: 0 })).toBeUndefined();
});

test('only lists whose way changed are written', async () => {
  const { ways, note, again } = await kept();
  note('relay', entry(mei, 0), entry(ayo, 0));
  await again();
  note('relay', entry(mei, 1));
  expect(ways.unsaved()).toEqual([]);
  note('straight', entry(ayo, 1));
  expect(ways.unsaved()).toHaveLength(1);
});

test('[LOG-9] what a crash left in the outbox is read back under the way it had', async () => {
  const { note, again } = await kept();
  note('offline', entry(mei, 0), entry(mei, 1));
  const later = await again();
  later.note([entry(mei, 1)], () => 'relay');
  later.follow(segment);
  expect(later.of({ segment, writer: mei, seq: 1 })).toBe('offline');
});

test('a peer’s device stands for its person: the author, somebody else, oneself, or nobody the charter knows', () => {
  const [own, laptop, meisPhone, meisLaptop, ayos] = ['own', 'laptop', 'm1', 'm2', 'ayo'].map((name) =>
    testId<DeviceId>(name),
  );
  const known = (who: string): object => ({ live: true, identity: testId<IdentityId>(who) });
  const devices = new Map(
    [own, laptop, meisPhone, meisLaptop, ayos].map((one, i) => [
      one,
      known(['me', 'me', 'mei', 'mei', 'ayo'][i] ?? ''),
    ]),
  );
  const state = { devices } as unknown as CharterState;
  const by = (peer: DeviceId | undefined): Way => wayOf(state, own as DeviceId, meisPhone as DeviceId, peer);
  expect([by(meisLaptop), by(ayos), by(laptop), by(testId<DeviceId>('nobody')), by(undefined)]).toEqual([
    'straight',
    'friend',
    'own',
    'friend',
    'relay',
  ]);
});

test('offline is what is written when neither the relay nor anybody else is reached; the first dial is no loss', () => {
  const connection = new ConnectionState(fakeClock(), () => undefined);
  expect(wayOut(connection, room)).toBe('relay');
  connection.lost();
  connection.dialling();
  expect(wayOut(connection, room)).toBe('offline');
  connection.direct(new Map([[room, { devices: 1, people: [] }]]));
  expect(wayOut(connection, room)).toBe('straight');
  connection.direct(new Map());
  connection.opened();
  expect(wayOut(connection, room)).toBe('relay');
  connection.network(false);
  expect(wayOut(connection, room)).toBe('offline');
});
