/**
 * Chromium's own question whether a page from the internet may reach the local network, put to a real one (feature
 * `LocalNetworkAccessChecksWebRTC`, which it has and does not ask by yet): explained, refused and allowed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localTls } from '../../scripts/localCa.ts';
import { RelayProcess } from '../../scripts/relayProcess.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { meetingBrowser } from '../people/meetingBrowser.ts';
import { canHaveNetwork, OwnNetwork, PUBLIC_ADDRESS } from '../people/ownNetwork.ts';
import { expect, test as base } from '../people/story.ts';
import { canTrust, trustingBrowser } from '../people/trustingBrowser.ts';

interface Place {
  readonly folder: string;
  readonly network: OwnNetwork | undefined;
}

const PORT = 8787;
const URL = `https://${PUBLIC_ADDRESS}:${String(PORT)}`;
const ASKS = '--enable-features=LocalNetworkAccessChecksWebRTC:LocalNetworkAccessChecksWebRTCLoopbackOnly/false';

const test = base.extend<{ onTheNet: RelayProcess }, { place: Place }>({
  place: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'grapevine-net-'));
      const network = canTrust() && canHaveNetwork() ? await OwnNetwork.open() : undefined;
      await use({ folder, network });
      network?.close();
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ place: { folder, network } }, use) => {
      const options = meetingBrowser(ASKS);
      if (!network) return use(options);
      const { ca } = localTls(join(folder, 'tls'), [PUBLIC_ADDRESS]);
      await use({ ...options, executablePath: await trustingBrowser(join(folder, 'browser'), ca, network.inside) });
    },
    { scope: 'worker' },
  ],
  onTheNet: async ({ place: { folder, network } }, use) => {
    const { cert, key } = localTls(join(folder, 'tls'), [PUBLIC_ADDRESS]);
    const settings = {
      GRAPEVINE_HOST: '0.0.0.0',
      GRAPEVINE_PUBLIC_URL: URL,
      GRAPEVINE_TLS_CERT: cert,
      GRAPEVINE_TLS_KEY: key,
    };
    const relay = new RelayProcess(join(folder, 'relay'), settings, PORT, network?.inside);
    if (network) await relay.start();
    await use(relay);
    await relay.stop();
  },
});

test('a no to the local network is said with what it means and what helps, and all goes by the relay; a yes undoes it', async ({
  meet,
  place,
  onTheNet,
}) => {
  test.skip(place.network === undefined, 'this machine gives no network of its own: that takes Linux, and root');
  const [ada, ben] = await meetInRoom(meet, { profile: { meetsPeers: true, baseURL: URL } });
  const refused = ada.page.getByText('This page may not reach devices on your local network').first();
  await expect(refused).toBeVisible();
  await ada.says('By the relay, then');
  await ben.isTold('By the relay, then', 'via relay');
  await ada.isOn('Through relay');

  for (const { context } of [ada, ben]) await context.grantPermissions(['local-network-access'], { origin: URL });
  await expect(refused).toHaveCount(0);
  await expect(ada.page.getByText(/Goes straight to 1 device/)).toBeVisible({ timeout: 90_000 });
  onTheNet.freeze();
  await ada.says('Straight across the table');
  await ben.sees('Straight across the table');
  onTheNet.thaw();
});
