import {
  asksForCode,
  dialog,
  isSignedIn,
  newAddress,
  opensAccount,
  PASSWORD,
  signsIn,
  signsUp,
  takesName,
  typesCode,
} from '../people/account.ts';
import { makesRecoveryCode, typesRecoveryCode } from '../people/recoveryCode.ts';
import { isAccessible } from '../people/looks.ts';
import { expect, test } from '../people/story.ts';

test('Ada signs up by mail, goes on in her room, and signs in elsewhere', async ({ meet, mailbox }) => {
  test.slow();
  const email = newAddress('ada');
  const ada = await meet();
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  await ada.says('Before the account');
  await signsUp(ada, mailbox, email);
  // The name she goes by is hers to keep apart from the account.
  await expect(dialog(ada).getByText('None yet')).toBeVisible();
  await takesName(ada, `ada-${String(process.pid)}`);
  await ada.page.keyboard.press('Escape');
  await ada.says('After it');
  await ada.sees('Before the account');

  const elsewhere = await meet();
  await elsewhere.opens();
  await elsewhere.page.getByRole('button', { name: /^Sign in/ }).click();
  await signsIn(elsewhere, email);
  await isSignedIn(elsewhere, email);
  await expect(dialog(elsewhere).getByText('This browser has none of your keys yet')).toBeVisible();
  await elsewhere.page.keyboard.press('Escape');
  await elsewhere.startsAs('Ada again');
  await opensAccount(elsewhere);
  await expect(dialog(elsewhere).getByText('Leads to other keys than those on this device')).toBeVisible();
  await dialog(elsewhere).getByRole('button', { name: 'Sign out' }).click();
  await expect(elsewhere.page.getByText('Signed out. Your rooms stay on this device.')).toBeVisible();
  // The other browser is where it was.
  await opensAccount(ada);
  await isSignedIn(ada, email);
});

test('[ID-7] Eva’s account asks for a recovery code, and leads a new browser to what the words open', async ({
  meet,
  mailbox,
}) => {
  test.slow();
  const email = newAddress('eva');
  const eva = await meet();
  await eva.startsAs('Eva');
  await eva.startsRoom('Garden');
  await eva.says('Mine to keep');
  await signsUp(eva, mailbox, email);
  await expect(dialog(eva).getByText('The account does not open your rooms')).toBeVisible();
  await isAccessible(eva, 'account without a recovery code');
  const words = await makesRecoveryCode(eva);
  await eva.page.getByRole('button', { name: 'Done' }).click();
  await opensAccount(eva);
  await expect(dialog(eva).getByText('Recovery code made')).toBeVisible();
  await eva.isTold('Mine to keep', 'On the relay');
  await eva.context.close();

  const back = await meet();
  await back.opens();
  await back.page.getByRole('button', { name: /^Sign in/ }).click();
  await signsIn(back, email);
  await expect(dialog(back).getByText('in the copy your recovery code opens')).toBeVisible();
  await dialog(back).getByRole('button', { name: 'I have a recovery code' }).click();
  await typesRecoveryCode(back, words);
  await back.page.getByRole('link', { name: /Garden/ }).click();
  await back.sees('Mine to keep');
});

test('wrong codes are told, a forgotten password is replaced, and the account goes', async ({ meet, mailbox }) => {
  test.slow();
  const email = newAddress('ben');
  const ben = await meet();
  await ben.startsAs('Ben');
  await opensAccount(ben);
  await dialog(ben).getByRole('button', { name: 'Make an account' }).click();
  await asksForCode(ben, email);
  const code = await mailbox.code(email);
  await typesCode(ben, code === '000000' ? '000001' : '000000');
  await expect(dialog(ben).getByRole('alert')).toContainText('That code is not right');
  await typesCode(ben, `${code.slice(0, 3)} ${code.slice(3)}`);
  await dialog(ben).getByLabel('New password').fill('too short');
  await dialog(ben).getByRole('button', { name: 'Make the account' }).click();
  await expect(dialog(ben).getByRole('alert')).toContainText('at least 10 characters');
  await dialog(ben).getByLabel('New password').fill(PASSWORD);
  await dialog(ben).getByRole('button', { name: 'Make the account' }).click();
  await isSignedIn(ben, email);
  await dialog(ben).getByRole('button', { name: 'Sign out' }).click();

  await opensAccount(ben);
  await dialog(ben).getByRole('button', { name: 'I have one' }).click();
  await signsIn(ben, email, 'I do not know any more');
  await expect(dialog(ben).getByRole('alert')).toContainText('not the password');
  await dialog(ben).getByRole('button', { name: 'I don’t know my password' }).click();
  await asksForCode(ben, email);
  await typesCode(ben, await mailbox.code(email, 2));
  await dialog(ben).getByLabel('New password').fill('wire through grapes');
  await dialog(ben).getByRole('button', { name: 'Set the password' }).click();
  await isSignedIn(ben, email);

  await dialog(ben).getByRole('button', { name: 'Delete account' }).click();
  await dialog(ben).getByLabel('Password', { exact: true }).fill('wire through grapes');
  await dialog(ben).getByRole('button', { name: 'Delete account' }).click();
  await expect(ben.page.getByText('The relay has forgotten your account')).toBeVisible();
  await opensAccount(ben);
  await expect(dialog(ben).getByText('Keep an account on this relay?')).toBeVisible();
});

test('with the relay away, the account page says so and the rooms go on', async ({ meet, relay }) => {
  const ada = await meet();
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  await relay.stop();
  await opensAccount(ada);
  await expect(dialog(ada).getByText('The relay does not answer')).toBeVisible();
  await relay.start();
  await dialog(ada).getByRole('button', { name: 'Try again' }).click();
  await expect(dialog(ada).getByText('Keep an account on this relay?')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing on the way to an account, ${colorScheme}`, async ({ meet, mailbox }) => {
    test.slow();
    const email = newAddress('eve');
    const eve = await meet({ colorScheme, reducedMotion: 'reduce' });
    await eve.startsAs('Eve');
    await opensAccount(eve);
    await expect(dialog(eve).getByRole('button', { name: 'I have one' })).toBeVisible();
    await isAccessible(eve, 'whether to have an account');
    await dialog(eve).getByRole('button', { name: 'I have one' }).click();
    await isAccessible(eve, 'signing in');
    await dialog(eve).getByRole('button', { name: 'Make one' }).click();
    await isAccessible(eve, 'the address');
    await asksForCode(eve, email);
    await typesCode(eve, '12');
    await expect(dialog(eve).getByRole('alert')).toBeVisible();
    await isAccessible(eve, 'the code');
    await typesCode(eve, await mailbox.code(email));
    await expect(dialog(eve).getByLabel('New password')).toBeFocused();
    await isAccessible(eve, 'the password');
    await dialog(eve).getByLabel('New password').fill(PASSWORD);
    await dialog(eve).getByRole('button', { name: 'Make the account' }).click();
    await isSignedIn(eve, email);
    await isAccessible(eve, 'the account');
    await dialog(eve).getByRole('button', { name: 'Choose one' }).click();
    await isAccessible(eve, 'a name');
    await dialog(eve).getByRole('button', { name: 'Back' }).click();
    await dialog(eve).getByRole('button', { name: 'Delete account' }).click();
    await isAccessible(eve, 'deleting');
  });
}
