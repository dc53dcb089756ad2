/** Codes that a camera reads: Chromium's own fake one, before which they are held. What refuses a camera is said in words. */
import { camera, holdBeforeCamera } from '../people/camera.ts';
import { isAccessible } from '../people/looks.ts';
import { meetingBrowser } from '../people/meetingBrowser.ts';
import { isPaired, opensPairing, pairDialog, readsAnswer, readsCode, takes } from '../people/pairing.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

test.use({ launchOptions: meetingBrowser(...camera) });

const profile = { meetsPeers: true };

const scans = (person: Person): Promise<void> =>
  pairDialog(person).getByRole('button', { name: 'Use the camera' }).click();

test('[SYN-8] two pair by scanning each other’s screens', async ({ meet }) => {
  const [ada, ben] = [await meet(profile), await meet(profile)];
  for (const [person, name] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
  ] as const) {
    await person.context.grantPermissions(['camera']);
    await person.startsAs(name);
    await opensPairing(person);
  }
  await holdBeforeCamera('https://example.org/menu');
  await scans(ben);
  await expect(pairDialog(ben).getByRole('alert')).toContainText('not a code for pairing');
  await holdBeforeCamera(await readsCode(ada));
  await scans(ben);
  await holdBeforeCamera(await readsAnswer(ben));
  await scans(ada);
  await isPaired(ada, /share no room yet/);
  await isPaired(ben, /share no room yet/);
});

test('who does not allow the camera is told so, what to do, and can paste', async ({ meet }) => {
  const [ada, ben] = [await meet(profile), await meet(profile)];
  await ada.startsAs('Ada');
  await ben.startsAs('Ben');
  await opensPairing(ada);
  await opensPairing(ben);
  await scans(ada);
  await expect(pairDialog(ada).getByRole('alert')).toHaveText(/You have not allowed the camera/);
  await isAccessible(ada, 'a camera that was refused');
  // Allowed in the meantime, in the browser's own settings.
  await holdBeforeCamera(await readsCode(ben));
  await ada.context.grantPermissions(['camera']);
  await pairDialog(ada).getByRole('button', { name: 'Try again' }).click();
  await takes(ben, await readsAnswer(ada));
  await isPaired(ada, /share no room yet/);
  await isPaired(ben, /share no room yet/);
});
