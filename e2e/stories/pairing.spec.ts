/** Two browsers with no server running: real WebRTC over loopback, and codes that people carry. */
import { readPairingCode, writePairingCode } from '../../client/src/adapters/pairingCode.ts';
import { isAccessible } from '../people/looks.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { isPaired, opensPairing, pair, pairDialog, readsAnswer, readsCode, takes } from '../people/pairing.ts';
import { expect, test } from '../people/story.ts';

const profile = { meetsPeers: true };

test('[SYN-8] two of one room open their apps with no relay, pair by pasted codes, and what they wrote alone travels', async ({
  meet,
  relay,
}) => {
  const [ada, ben] = await meetInRoom(meet, { profile });
  await ada.hasAppInstalled();
  await ben.hasAppInstalled();
  await relay.kill();
  for (const person of [ada, ben]) {
    await person.closesTab();
    await person.opensAgain();
    await person.sees('Hello from Ada', 'Hello from Ben');
    await person.isOn('Offline');
  }
  await ada.says('Ada in the woods');
  await ben.says('Ben in the woods');

  await pair(ada, ben);
  await isPaired(ada, /1 room you share/);
  await isPaired(ben, /1 room you share/);
  for (const person of [ada, ben]) await pairDialog(person).getByRole('button', { name: 'Done' }).click();
  await ada.sees('Ben in the woods');
  await ben.sees('Ada in the woods');
  await ada.isOn('Direct to 1');
  await ada.says('Found you');
  await ben.sees('Found you');
  await ada.isTold('Found you', 'Delivered to 1 of 1');
  expect(await ben.reads()).toEqual(await ada.reads());
});

test('codes that are none, are cut, one’s own or of another meeting are told apart, and a good one still works', async ({
  meet,
}) => {
  const [ada, ben] = [await meet(profile), await meet(profile)];
  await ada.startsAs('Ada');
  await ben.startsAs('Ben');
  await opensPairing(ada);
  await opensPairing(ben);
  const code = await readsCode(ada);
  const alert = pairDialog(ada).getByRole('alert');
  await takes(ada, 'https://example.org/');
  await expect(alert).toContainText('not a code for pairing');
  await takes(ada, code.slice(0, -30));
  await expect(alert).toContainText('A part of this code is missing');
  await takes(ada, code);
  await expect(alert).toContainText('your own code');

  await takes(ben, code);
  const old = await readsAnswer(ben);
  await ada.page.keyboard.press('Escape');
  await opensPairing(ada);
  await expect.poll(() => readsCode(ada)).not.toBe(code);
  await takes(ada, old);
  await expect(alert).toContainText('for another code than yours');

  await takes(ben, await readsCode(ada));
  await expect.poll(() => readsAnswer(ben)).not.toBe(old);
  await takes(ada, await readsAnswer(ben));
  await isPaired(ada, /share no room yet/);
  await isPaired(ben, /share no room yet/);
});

test('[SYN-8] two who both began and took each other’s first code meet by either answer', async ({ meet }) => {
  const [ada, ben] = [await meet(profile), await meet(profile)];
  await ada.startsAs('Ada');
  await ben.startsAs('Ben');
  await opensPairing(ada);
  await opensPairing(ben);
  const [fromAda, fromBen] = [await readsCode(ada), await readsCode(ben)];
  await takes(ada, fromBen);
  await takes(ben, fromAda);
  await readsAnswer(ada);
  await takes(ada, await readsAnswer(ben));
  await isPaired(ada, /share no room yet/);
  await isPaired(ben, /share no room yet/);
});

test('[SYN-3] whoever answers under another’s key is nobody', async ({ meet }) => {
  const [ada, ben, eve] = [await meet(profile), await meet(profile), await meet(profile)];
  for (const [person, name] of [
    [ada, 'Ada'],
    [ben, 'Ben'],
    [eve, 'Eve'],
  ] as const) {
    await person.startsAs(name);
    await opensPairing(person);
  }
  await takes(eve, await readsCode(ada));
  const [ben1, eve1] = [readPairingCode(await readsCode(ben)), readPairingCode(await readsAnswer(eve))];
  if (!ben1.ok || !eve1.ok) throw new TypeError('the app shows codes that can be read');
  const forged = { ...eve1.value, side: { ...eve1.value.side, key: ben1.value.side.key } };
  await takes(ada, writePairingCode(forged));
  await expect(pairDialog(ada).getByRole('heading', { name: 'You are not connected' })).toBeVisible();
  await expect(pairDialog(ada).getByText('found no way to each other')).toBeVisible();
  await expect(pairDialog(eve).getByRole('heading', { name: 'You are connected' })).toHaveCount(0);
});

test('[CHA-8] whoever is met is brought into a room with no relay, by a link for one sent straight to them', async ({
  meet,
  relay,
}) => {
  const [ada, ben] = [await meet(profile), await meet(profile)];
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  await ben.startsAs('Ben');
  await pair(ada, ben);
  await isPaired(ada, /share no room yet/);
  await isPaired(ben, /share no room yet/);
  await relay.kill();
  await pairDialog(ada).getByRole('button', { name: 'Bring them in' }).click();
  await expect(pairDialog(ada).getByText('They have a link to Garden now')).toBeVisible();
  await pairDialog(ben).getByRole('button', { name: 'Look at it' }).click();
  await expect(ben.page.getByRole('heading', { name: 'Garden' })).toBeVisible();
  await ben.page.getByRole('button', { name: 'Join', exact: true }).click();
  await ben.isIn();
  await pairDialog(ada).getByRole('button', { name: 'Done' }).click();
  await ben.says('In by way of Ada alone');
  await ada.sees('In by way of Ada alone');
  await ada.isOn('Direct to 1');
});

test('without WebRTC the words say so', async ({ meet }) => {
  const ada = await meet();
  await ada.startsAs('Ada');
  await ada.page.getByRole('button', { name: 'Pair nearby' }).click();
  await expect(pairDialog(ada).getByRole('alert')).toContainText('cannot connect straight to others');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing while two pair, ${colorScheme}, on a phone and beside it`, async ({ meet }) => {
    const phone = { ...profile, colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true };
    const [ada, ben] = [await meet(phone), await meet({ ...profile, colorScheme })];
    await ada.startsAs('Ada');
    await ben.startsAs('Ben');
    await ben.startsRoom('Garden');
    await opensPairing(ada);
    await opensPairing(ben);
    const code = await readsCode(ada);
    await isAccessible(ada, 'a code');
    await takes(ben, code);
    const answer = await readsAnswer(ben);
    await isAccessible(ben, 'an answer');
    await takes(ada, answer.slice(0, 40));
    await expect(pairDialog(ada).getByRole('alert')).toBeVisible();
    await isAccessible(ada, 'a wrong code');
    await takes(ada, answer);
    await isPaired(ada, /share no room yet/);
    await isAccessible(ada, 'connected');
    await isAccessible(ben, 'connected, with a room to bring into');
  });
}
