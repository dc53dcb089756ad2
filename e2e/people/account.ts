/** What people do about their account on a relay. */
import { expect, type Locator } from '@playwright/test';
import type { Mailbox } from '../../shared/testing/mailbox.ts';
import type { Person } from './person.ts';

export const PASSWORD = 'grapes on a wire';

let made = 0;
/** An address nobody had before. */
export const newAddress = (name: string): string => `${name}.${String(process.pid)}.${String(++made)}@example.org`;

export const dialog = ({ page }: Person): Locator => page.getByRole('dialog');
const field = (who: Person, name: string): Locator => dialog(who).getByRole('textbox', { name });
const button = (who: Person, name: string): Locator => dialog(who).getByRole('button', { name, exact: true });

export async function opensAccount({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: /Account$/ }).click();
}

/** Asks for a code, from where it says to make an account or to reset the password; leaves the page where it is typed. */
export async function asksForCode(who: Person, email: string): Promise<void> {
  await field(who, 'E-mail address').fill(email);
  await button(who, 'Send a code').click();
  await expect(field(who, 'Code')).toBeFocused();
}

export async function typesCode(who: Person, code: string): Promise<void> {
  await field(who, 'Code').fill(code);
  await button(who, 'Go on').click();
}

export async function signsUp(who: Person, mailbox: Mailbox, email: string): Promise<void> {
  await opensAccount(who);
  await button(who, 'Make an account').click();
  await asksForCode(who, email);
  await typesCode(who, await mailbox.code(email));
  await dialog(who).getByLabel('New password').fill(PASSWORD);
  await button(who, 'Make the account').click();
  await isSignedIn(who, email);
}

export async function signsIn(who: Person, email: string, password = PASSWORD): Promise<void> {
  await field(who, 'E-mail address').fill(email);
  await dialog(who).getByLabel('Password', { exact: true }).fill(password);
  await button(who, 'Sign in').click();
}

export async function isSignedIn(who: Person, email: string): Promise<void> {
  await expect(dialog(who).getByRole('heading', { name: 'Your account on this relay' })).toBeVisible();
  await expect(dialog(who).getByText(email)).toBeVisible();
}

export async function takesName(who: Person, username: string): Promise<void> {
  await button(who, 'Choose one').click();
  await field(who, 'Name to be found by').fill(username);
  await button(who, 'Take this name').click();
  await expect(dialog(who).getByText('Leads to the keys on this device')).toBeVisible();
}
