/** Peers that cannot reach each other's addresses meet by a TURN server of whoever runs the relay: a real coturn. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lanAddresses } from '../../scripts/lan.ts';
import { RelayProcess } from '../../scripts/relayProcess.ts';
import { freePort } from '../people/freePort.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';
import { hasCoturn, TurnServer } from '../people/turnServer.ts';

/** As behind routers that let nothing else through. */
const byRelayAlone = ({ context }: Person): Promise<unknown> =>
  context.addInitScript(() => {
    const Rtc = window.RTCPeerConnection;
    const made: RTCPeerConnection[] = [];
    Reflect.set(window, 'madeRtc', made);
    window.RTCPeerConnection = class extends Rtc {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: 'relay' });
        made.push(this);
      }
    };
  });

/** What kinds of address the pairs in use have. */
const kinds = ({ page }: Person): Promise<string[]> =>
  page.evaluate(async () => {
    const found: string[] = [];
    for (const rtc of Reflect.get(window, 'madeRtc') as RTCPeerConnection[])
      for (const stat of (await rtc.getStats()).values() as Iterable<Record<string, string>>)
        if (stat['type'] === 'local-candidate') found.push(stat['candidateType'] ?? '');
    return [...new Set(found)];
  });

/** The map says that they are connected by a TURN server, drawn and in words. */
async function showsHelper({ page }: Person): Promise<void> {
  const details = page.getByRole('complementary', { name: 'Room details' });
  if (!(await details.isVisible())) await page.getByRole('button', { name: 'Room details' }).click();
  await expect(details.getByText('Direct (through a helper)')).toBeVisible();
  await expect(details.getByRole('img', { name: /straight, through a helper, to/ })).toBeVisible();
}

test('[SYN-7] two meet by the TURN server that the relay names, with a password made for a few hours', async ({
  meet,
}) => {
  const [address] = lanAddresses();
  test.skip(!hasCoturn(), 'coturn is not installed: apt-get install coturn');
  test.skip(address === undefined, 'this machine has no address but its own loopback');
  const turn = new TurnServer(address ?? '', await freePort(), 'grapes-in-may');
  const folder = await mkdtemp(join(tmpdir(), 'grapevine-turn-'));
  const relay = new RelayProcess(join(folder, 'relay'), {
    GRAPEVINE_TURN: `turn:${turn.address}:${String(turn.port)}`,
    GRAPEVINE_TURN_SECRET: turn.secret,
  });
  await turn.start();
  await relay.start();
  try {
    const [ada, ben] = [
      await meet({ meetsPeers: true, baseURL: relay.url }),
      await meet({ meetsPeers: true, baseURL: relay.url }),
    ];
    for (const person of [ada, ben]) await byRelayAlone(person);
    await ada.startsAs('Ada');
    await ada.startsRoom('Garden');
    await ben.joins(await ada.invites(), 'Ben');
    await ada.goesStraightTo(1);
    await ben.goesStraightTo(1);
    expect(await kinds(ada)).toEqual(['relay']);
    for (const person of [ada, ben]) await showsHelper(person);
    await relay.kill();
    await ada.isOn('By a helper to 1');
    await ada.says('By the other server');
    await ben.sees('By the other server');
  } finally {
    await relay.stop();
    await turn.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
