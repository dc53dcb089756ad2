/** Browsers that are let nowhere by UDP: the relay carries everything, and the words say so. */
import { meetInRoom } from '../people/meetInRoom.ts';
import { meetingBrowser } from '../people/meetingBrowser.ts';
import { opensPairing, pairDialog, readsAnswer, readsCode, takes } from '../people/pairing.ts';
import { expect, test } from '../people/story.ts';

// Chromium's own rule for workplaces: nothing but what a proxy takes, so no UDP at all.
const noUdp = ['--webrtc-ip-handling-policy=disable_non_proxied_udp', '--force-webrtc-ip-handling-policy'];
test.use({ launchOptions: meetingBrowser(...noUdp) });

test('where UDP is blocked messages go through the relay, and connection help says what is in the way', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet, { profile: { meetsPeers: true } });
  await ada.says('By the relay');
  await ben.sees('By the relay');
  await ada.isTold('By the relay', 'Delivered to 1 of 1');
  await ada.page.getByRole('button', { name: 'Check the connection' }).first().click();
  const help = ada.page.getByRole('dialog');
  await expect(help.getByText('This browser tells nobody a way to this device')).toBeVisible();
  await expect(help.getByText('nothing came through')).toBeVisible();
  await expect(help.getByText('Messages go through the relay').first()).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await ada.isOn('Through relay');
  await ben.isOn('Through relay');
});

test('where UDP is blocked two who pair are told that there is no way, and what to do', async ({ meet }) => {
  const [ada, ben] = [await meet({ meetsPeers: true }), await meet({ meetsPeers: true })];
  for (const [person, name] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
  ] as const) {
    await person.startsAs(name);
    await opensPairing(person);
  }
  await takes(ben, await readsCode(ada));
  await takes(ada, await readsAnswer(ben));
  await expect(pairDialog(ada).getByRole('alert')).toContainText('Put both on the same Wi-Fi', { timeout: 30_000 });
});
