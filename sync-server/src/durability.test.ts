import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { utf8 } from '#shared/bytes.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

/** T-50: 200 where there is time, `RELAY_KILLS=200`. */
const KILLS = Number(process.env['RELAY_KILLS'] ?? '20');

beforeAll(cryptoReady);
let relay: RelayProcess;
let alice: RoomDevice;

beforeEach(async () => {
  relay = await RelayProcess.start();
  alice = new RoomDevice('alice');
  alice.foundsOpenRoom();
  await alice.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  await alice.sync(alice.month);
});
afterEach(() => relay.discard());

/** How many of Alice's entries a relay that has just started has, as it tells somebody who has none. */
async function countOnRelay(): Promise<number> {
  const other = new RoomDevice('alice').enters(alice.room);
  await other.connect(relay.origin);
  const { documents } = await other.enter();
  await other.sync(CHARTER);
  await other.sync(alice.month);
  other.link.close();
  const held = other.held(alice.month);
  expect(documents.find(({ segment }) => segment === alice.month)?.entries ?? 0).toBe(held.entries.length);
  return held.entries.length;
}

test(
  `[T-50] [REL-1] killed ${KILLS} times under load, the relay has every entry it acknowledged`,
  async () => {
    const acknowledged = (): number =>
      Math.max(0, ...[...alice.acknowledged].flatMap(([key, count]) => (key.startsWith(alice.month) ? [count] : [])));
    for (let kill = 1; kill <= KILLS; kill++) {
      const goal = acknowledged() + 1 + ((kill * 37) % 90);
      for (let i = 0; i < 150; i++) alice.writes(`kill ${kill}, message ${i}`);
      await alice.until(() => acknowledged() >= goal);
      await relay.end('SIGKILL');
      await alice.link.closed;
      const promised = acknowledged();
      await relay.start();
      expect(await countOnRelay()).toBeGreaterThanOrEqual(promised);
      await alice.connect(relay.origin);
      await alice.catchUp();
    }
    const last = alice.writes('the end');
    await alice.acknowledgedUpTo(alice.month, last);
    expect(await countOnRelay()).toBe(last.seq + 1);
  },
  60_000 + KILLS * 10_000,
);

test('told to stop, the relay keeps and acknowledges what came, says goodbye and exits 0', async () => {
  const entry = alice.writes('just before');
  await alice.acknowledgedUpTo(alice.month, entry);
  for (let i = 0; i < 50; i++) alice.writes(`message ${i}`);
  const [code, closed] = await Promise.all([relay.end('SIGTERM'), alice.link.closed]);
  expect(code).toBe(0);
  expect(closed.code).toBe(1001);
  const promised = Math.max(...alice.acknowledged.values());
  await relay.start();
  expect(await countOnRelay()).toBeGreaterThanOrEqual(promised);
});

test('[REL-3] no word, name or room name is in the relay’s files or its log', async () => {
  const words = ['zweigelt-and-riesling', 'Vineyard', 'alice'];
  const entry = alice.writes(words[0] ?? '');
  await alice.acknowledgedUpTo(alice.month, entry);
  const folder = join(relay.folder, 'data');
  const names = await readdir(folder);
  expect(names).toContain('relay.sqlite');
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    for (const word of words) expect(bytes.includes(Buffer.from(utf8(word)))).toBe(false);
  }
  for (const word of words) expect(relay.log.join('\n')).not.toContain(word);
});

test('a wrong setting is named, and the relay does not start', async () => {
  await expect(RelayProcess.start({ GRAPEVINE_PORT: 'http' })).rejects.toThrow(/GRAPEVINE_PORT is "http"/);
});

test('a port that is taken is named', async () => {
  await expect(RelayProcess.start({ GRAPEVINE_PORT: String(relay.port) })).rejects.toThrow(/Port \d+ is taken/);
});
