/** LOG-7, CHA-5 on a real relay: a cut that turns out void was a reason to refuse what counts after all. */
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

beforeAll(cryptoReady);
let relay: RelayProcess;
beforeEach(async () => {
  relay = await RelayProcess.start();
});
afterEach(() => relay.discard());

test.for([{ wiped: false }, { wiped: true }])(
  '[LOG-7] [CHA-5] who was refused for a cut is asked again once it is void (a relay that lost its disk before: $wiped)',
  async ({ wiped }) => {
    const alice = new RoomDevice('alice');
    const secret = await alice.foundsRoomOn(relay.origin);
    const [bob, carol] = [new RoomDevice('bob'), new RoomDevice('carol')];
    for (const one of [bob, carol]) await one.comesInOn(relay.origin, alice.room, secret);
    await alice.until(() => alice.charter.state().members.size === 3);
    const raised = alice.declares({ t: 'member.role', member: bob.identity, role: 'moderator', cuts: [] });
    await bob.holds(raised.id);
    await carol.holds(raised.id);
    const out = alice.says({ t: 'member.remove', member: bob.identity, cuts: [] });
    alice.link.close();
    carol.link.close();
    const late = carol.pens('written out of reach');
    if (wiped) {
      await relay.end('SIGTERM');
      await relay.wipe();
      await relay.start();
      await bob.connect(relay.origin);
      await bob.enter();
      await bob.sync(CHARTER);
    }
    const lowered = bob.declares({ t: 'member.role', member: carol.identity, role: 'reader', cuts: [] });
    await bob.acknowledgedUpTo(CHARTER, lowered);

    await carol.connect(relay.origin);
    await carol.enter();
    await carol.sync(carol.month);
    expect((await carol.link.next('refuse')).say).toContain('beyond-cut');

    alice.hearsAside(out);
    await alice.connect(relay.origin);
    await alice.enter();
    await alice.sync(CHARTER);
    await carol.acknowledgedUpTo(carol.month, late);
  },
);
