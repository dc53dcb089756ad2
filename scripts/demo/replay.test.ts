import { afterAll, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { afterPrefix } from '#shared/ports/deviceStore.ts';
import type { RoomId } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { memoryStore } from '../../client/src/adapters/memoryStore.ts';
import type { Row } from '../../client/src/engine/messages/rows.ts';
import { HeadlessDevice } from '../../client/src/headless.ts';
import { readDay, type Said } from './day.ts';
import { replay } from './replay.ts';

/** Alone on two cores it takes a sixth of this; elsewhere it may have a share of one. */
const PATIENCE_MS = 180_000;

let relay: RelayProcess;
beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
});
afterAll(() => relay.discard());

/** What a window of this device would show of the room, first to last. */
async function shownOn(
  { memory }: HeadlessDevice,
  room: RoomId,
): Promise<{ from: string; text: string; at: number }[]> {
  const rows = await memoryStore(memory.disk).range('rows', { from: `${room}/`, to: afterPrefix(`${room}/`) });
  return rows.flatMap(({ value }) => {
    const row = value as Row;
    if (row.kind === 'gap') throw new Error('an entry does not open here');
    return row.kind === 'message' ? [{ from: row.name, text: row.text, at: row.at }] : [];
  });
}

/** Says where two days part, rather than showing both. */
function expectSame(shown: readonly Said[], day: readonly Said[]): void {
  const parts = day.findIndex((said, i) => JSON.stringify(said) !== JSON.stringify(shown[i]));
  expect({ parts, shown: shown[parts], messages: shown.length }).toEqual({
    parts: -1,
    shown: undefined,
    messages: day.length,
  });
}

test(
  'a real day of 83 people and 1,475 messages is replayed by real devices; who joins afterwards has every message, author and order right',
  async () => {
    const day = readDay(Date.now());
    expect(day).toHaveLength(1475);
    expect(new Set(day.map(({ from }) => from)).size).toBe(83);
    const { room, link, owner } = await replay({ relay: relay.origin, day, name: '#ubuntu' });
    const newcomer = new HeadlessDevice({ relay: relay.origin });
    await newcomer.start();
    const isIn = newcomer.heard((notice) => notice.is === 'join' && notice.progress.step === 'done');
    await newcomer.do({ do: 'join.ask', link, name: 'newcomer' });
    await isIn;
    // What is on screen first is there by then; the day's beginning follows.
    await newcomer.until(async () => (await shownOn(newcomer, room)).length >= day.length);
    expectSame(await shownOn(newcomer, room), day);
    expectSame(await shownOn(owner, room), day);
    expect(newcomer.engine.room(room).charter.charter.state().members.size).toBe(84);
    await newcomer.stop();
    await owner.stop();
  },
  PATIENCE_MS,
);
