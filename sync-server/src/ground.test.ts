/** LOG-6: what rests on charter entries is kept apart until they come, and dropped where whoever sent it does not have them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { CHARTER } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

let relay: RelayProcess;
let alice: RoomDevice;
let bob: RoomDevice;

beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  alice = new RoomDevice('alice');
  const secret = await alice.foundsRoomOn(relay.origin);
  bob = new RoomDevice('bob');
  await bob.comesInOn(relay.origin, alice.room, secret);
});
afterAll(() => relay.discard());

/** An entry of Alice's that rests on a charter entry she has and has not sent. */
function ungrounded(): { ground: Entry; entry: Entry } {
  const ground = alice.says({ t: 'settings', policies: { history: 'all' } });
  return { ground, entry: alice.pens('on thin ice') };
}

const holds = (device: RoomDevice, { id }: Entry): boolean =>
  device.held(device.month).entries.some((entry) => entry.id === id);

test('[LOG-6] entries that rest on charter entries which are not here are asked about, and dropped when they do not come', async () => {
  const { ground, entry } = ungrounded();
  alice.puts(alice.month, [entry]);
  const refused = await alice.link.next('refuse');
  expect(refused).toMatchObject({ code: 'bad-entry', room: alice.room, segment: alice.month });
  // They come too late: what was dropped is not taken up by itself.
  alice.puts(CHARTER, [ground]);
  await alice.acknowledgedUpTo(CHARTER, ground);
  await bob.acknowledgedUpTo(bob.month, bob.writes('meanwhile'));
  expect(holds(bob, entry)).toBe(false);
  alice.puts(alice.month, [entry]);
  await bob.holds(entry.id);
});

test('[LOG-6] entries whose charter entries come behind them are taken in, in one go', async () => {
  const { ground, entry } = ungrounded();
  alice.puts(alice.month, [entry]);
  alice.puts(CHARTER, [ground]);
  await bob.holds(entry.id);
});
