/** `npm start -- --lan --tls`: the authority it makes, trusted in a real Chromium, gives what plain http withholds. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lanAddresses, lanUrls, openToLan } from '../../scripts/lan.ts';
import { localTls } from '../../scripts/localCa.ts';
import { RelayProcess } from '../../scripts/relayProcess.ts';
import { freePort } from '../people/freePort.ts';
import { meetingBrowser } from '../people/meetingBrowser.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { isPaired, pair, pairDialog } from '../people/pairing.ts';
import { expect, test as base } from '../people/story.ts';
import { canTrust, trustingBrowser } from '../people/trustingBrowser.ts';

interface Tls {
  readonly url: string;
  readonly relay: RelayProcess;
}

const test = base.extend<{ tls: Tls }, { folder: string }>({
  folder: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), 'grapevine-tls-'));
      await use(folder);
      await rm(folder, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  launchOptions: [
    async ({ folder }, use) => {
      const options = meetingBrowser();
      if (!canTrust()) return use(options);
      const { ca } = localTls(join(folder, 'tls'), lanAddresses());
      await use({ ...options, executablePath: await trustingBrowser(join(folder, 'browser'), ca) });
    },
    { scope: 'worker' },
  ],
  tls: async ({ folder }, use) => {
    const port = await freePort();
    const { ca, cert, key } = localTls(join(folder, 'tls'), lanAddresses());
    const [url = `https://localhost:${String(port)}`] = lanUrls(lanAddresses(), port, true);
    const settings: NodeJS.ProcessEnv = {
      GRAPEVINE_TLS_CA: ca,
      GRAPEVINE_TLS_CERT: cert,
      GRAPEVINE_TLS_KEY: key,
    };
    openToLan([url], settings);
    const relay = new RelayProcess(join(folder, 'relay'), settings as Record<string, string>, port);
    await relay.start();
    await use({ url, relay });
    await relay.stop();
  },
});

test('over https on this network the app keeps itself, opens with the relay stopped, and two who pair talk on', async ({
  meet,
  tls,
}) => {
  test.skip(!canTrust(), 'a browser cannot be given an authority of its own here: that takes Linux, and root');
  const [ada, ben] = await meetInRoom(meet, { profile: { meetsPeers: true, baseURL: tls.url } });
  expect(
    await ada.page.evaluate(() => [
      location.protocol,
      isSecureContext,
      'mediaDevices' in navigator,
      'locks' in navigator,
    ]),
  ).toEqual(['https:', true, true, true]);
  await ada.goesStraightTo(1);
  for (const person of [ada, ben]) await person.hasAppInstalled();

  await tls.relay.stop();
  for (const person of [ada, ben]) {
    await person.reloads();
    await person.sees('Hello from Ada', 'Hello from Ben');
    await person.isOn('Offline');
  }
  await ada.says('Kept by the browser alone');
  await pair(ada, ben);
  for (const person of [ada, ben]) {
    await isPaired(person, /1 room you share/);
    await pairDialog(person).getByRole('button', { name: 'Done' }).click();
  }
  await ben.sees('Kept by the browser alone');
  await ben.says('No server anywhere');
  await ada.sees('No server anywhere');
  await ada.isOn('Direct to 1');
});
