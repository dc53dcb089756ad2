/** The app at http://<an address of this machine>: no secure context, and still a whole chat, straight between browsers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lanAddresses, lanUrls, openToLan } from '../../scripts/lan.ts';
import { RelayProcess } from '../../scripts/relayProcess.ts';
import { freePort } from '../people/freePort.ts';
import { isAccessible } from '../people/looks.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { expect, test } from '../people/story.ts';

test('over plain http on this network two chat, sealed and straight; what is withheld is said once', async ({
  meet,
}) => {
  const [address] = lanAddresses();
  test.skip(address === undefined, 'this machine has no address but its own loopback');
  const port = await freePort();
  const urls = lanUrls([address ?? ''], port, false);
  const settings: NodeJS.ProcessEnv = {};
  openToLan(urls, settings);
  const folder = await mkdtemp(join(tmpdir(), 'grapevine-lan-'));
  const relay = new RelayProcess(join(folder, 'relay'), settings as Record<string, string>, port);
  await relay.start();
  try {
    const profile = { meetsPeers: true, baseURL: urls[0] ?? '' };
    const [ada, ben] = await meetInRoom(meet, { profile });
    expect(
      await ada.page.evaluate(() => [isSecureContext, 'serviceWorker' in navigator, 'locks' in navigator]),
    ).toEqual([false, false, false]);
    await ada.goesStraightTo(1);
    await relay.kill();
    await ada.isOn('Direct to 1');
    await ada.says('Over the table');
    await ben.sees('Over the table');
    await ben.says('And back');
    await ada.isTold('Over the table', 'Delivered to 1 of 1');
    await relay.start();

    const notice = ada.page.getByRole('note').filter({ hasText: 'http' });
    await expect(notice).toBeVisible();
    await ada.page.getByRole('button', { name: 'Check the connection' }).first().click();
    await expect(ada.page.getByRole('dialog').getByText('It came over plain http')).toBeVisible();
    await expect(ada.page.getByRole('dialog').getByText('They work in this browser')).toBeVisible();
    await isAccessible(ada, 'connection help over http');
    await ada.page.keyboard.press('Escape');
    await notice.getByRole('button').click();
    await ada.reloads();
    await ada.sees('And back');
    await expect(notice).toHaveCount(0);
  } finally {
    await relay.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
