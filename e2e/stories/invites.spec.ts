import { DAY, timePasses } from '../faults/clock.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

/** Ada has a room, and closes her tab: her device is away. */
async function hasRoomAndGoes(
  ada: Person,
  link: (ada: Person) => Promise<string>,
  { name = 'Ada', room = 'Garden' } = {},
): Promise<string> {
  await ada.startsAs(name);
  await ada.startsRoom(room);
  const made = await link(ada);
  await ada.says('Written before anybody came');
  await ada.isTold('Written before anybody came', 'On the relay');
  await ada.closesTab();
  return made;
}

async function findsDead(person: Person, link: string, why: string | RegExp): Promise<void> {
  await person.opens(link);
  await expect(
    person.page.getByRole('heading', {
      name: /^(This invite no longer works|This link is not whole|Nobody here knows this invite yet)$/,
    }),
  ).toBeVisible();
  await expect(person.page.getByRole('main')).toContainText(why);
  await expect(person.page.getByRole('textbox', { name: 'Join as' })).toHaveCount(0);
}

test('[CHA-8] who may let in is away, and comes back while the newcomer waits', async ({ meet }) => {
  const [ada, ben] = [await meet(), await meet()];
  const link = await hasRoomAndGoes(ada, () => ada.invites());
  await ben.asksToJoin(link, 'Ben');
  await expect(ben.page.getByText('Waiting for Ada to be online')).toBeVisible();
  await ben.reloads();
  await expect(ben.page.getByText('Waiting for Ada to be online')).toBeVisible();

  await ada.opensAgain();
  await ben.isIn();
  await ben.sees('Written before anybody came');
});

test('[CHA-8] the newcomer knocks and goes, is let in meanwhile, and comes back to an open door', async ({ meet }) => {
  const [ada, ben] = [await meet(), await meet()];
  const link = await hasRoomAndGoes(ada, () => ada.invites());
  await ben.asksToJoin(link, 'Ben');
  await expect(ben.page.getByText('Waiting for Ada to be online')).toBeVisible();
  await ben.closesTab();

  await ada.opensAgain();
  await expect(ada.page.getByRole('heading', { name: 'Members' })).toContainText('2');
  await ada.closesTab();

  await ben.opensAgain(link);
  await ben.isIn();
  await ben.sees('Written before anybody came');
});

test('[CHA-8] an open invite lets people in with nobody online', async ({ meet }) => {
  const [ada, ben] = [await meet(), await meet()];
  const link = await hasRoomAndGoes(ada, () => ada.invitesWith({ open: true }));
  await ben.joins(link, 'Ben');
  await ben.sees('Written before anybody came');
  await ben.says('Anybody here?');
  await ben.isTold('Anybody here?', 'On the relay');
  await ada.opensAgain();
  await ada.sees('Anybody here?');
});

test('a link that lost its end is said to be dead, with what to do', async ({ meet, relay }) => {
  const ben = await meet();
  await findsDead(ben, `${relay.url}/#join/nothing/here`, /whole/);
  await ben.page.getByRole('button', { name: 'Start without it' }).click();
  await expect(ben.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
});

test('a link that the relay does not know is waited for, until its person stops waiting', async ({ meet, relay }) => {
  const ben = await meet();
  const nowhere = `${relay.url}/#join/${'A'.repeat(43)}/${'A'.repeat(22)}`;
  await findsDead(ben, nowhere, /has not heard of it/);
  await ben.page.getByRole('button', { name: 'Stop waiting' }).click();
  await expect(ben.page.getByRole('textbox', { name: 'Your name' })).toBeVisible();
});

test('[T-35] a link that was turned off lets nobody in', async ({ meet }) => {
  const [ada, , link] = await meetInRoom(meet);
  await ada.page.getByRole('button', { name: 'Turn off' }).click();
  await expect(ada.page.getByText('Turned off')).toBeVisible();
  await findsDead(await meet(), link, /turned off/);
});

test('[T-35] a link for one person lets in one', async ({ meet }) => {
  const [ada, ben] = [await meet(), await meet()];
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  const link = await ada.invitesWith({ uses: 'one person' });
  await ben.joins(link, 'Ben');
  await expect(ada.page.getByText('Used up')).toBeVisible();
  await findsDead(await meet(), link, /used up/);
});

test('[T-35] a link that expired lets nobody in', async ({ meet }) => {
  const [ada, ben] = [await meet(), await meet()];
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  const link = await ada.invitesWith({ days: '1 day' });
  await ben.opens();
  await timePasses(2 * DAY, ada, ben);
  await ben.turnsTo(link);
  await expect(ben.page.getByRole('main')).toContainText('This invite has expired');
});

test('another link opened on the page of a dead one leads to its own', async ({ meet, relay }) => {
  const [ada, ben] = [await meet(), await meet()];
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  const link = await ada.invites();
  await findsDead(ben, `${relay.url}/#join/nothing/here`, /whole/);
  await ben.turnsTo(link);
  await expect(ben.page.getByRole('heading', { name: 'Garden' })).toBeVisible();
});

test('a joined link opened again leads to the room', async ({ meet }) => {
  const [, ben, link] = await meetInRoom(meet);
  await ben.opens('/#rooms');
  await ben.turnsTo(link);
  await ben.isIn();
  await ben.sees('Hello from Ada');
});

for (const [screen, viewport] of [
  ['a laptop', { width: 1280, height: 720 }],
  ['a phone', { width: 390, height: 844 }],
] as const)
  test(`a press on Join is a press, though the invite is read while it lasts, on ${screen}`, async ({
    meet,
    relay,
  }) => {
    const [ada, ben] = [await meet(), await meet({ viewport })];
    const long = {
      name: 'Ada who lives behind the hills and comes down on Sundays',
      room: 'Garden behind the old house by the river where it bends',
    };
    const link = await hasRoomAndGoes(ada, () => ada.invitesWith({ open: true }), long);
    await ben.opens();
    await ben.hasAppInstalled();
    await ben.reloads();
    relay.freeze();
    await ben.turnsTo(link);
    await ben.page.getByRole('textbox', { name: 'Join as' }).fill('Ben');
    const join = ben.page.getByRole('button', { name: 'Join', exact: true });
    await join.hover();
    const place = await join.boundingBox();
    await ben.page.mouse.down();
    relay.thaw();
    await expect(ben.page.getByText(/invited you\. 1 member/)).toBeVisible();
    expect(await join.boundingBox()).toEqual(place);
    await ben.page.mouse.up();
    await ben.isIn();
  });
