import { expect } from '@playwright/test';
import type { Person } from './person.ts';

/** Makes a recovery code from the offer in the list of rooms, proves to have written it down, and gives the words. */
export async function makesRecoveryCode({ page }: Person): Promise<string[]> {
  await page.getByRole('button', { name: 'Make a recovery code' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make a recovery code' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(12);
  const words = await dialog
    .getByRole('listitem')
    .evaluateAll((items) => items.map((item) => item.lastChild?.textContent?.trim() ?? ''));
  await dialog.getByRole('button', { name: 'I have written them down' }).click();
  await answersForWords({ page }, words);
  await expect(dialog.getByRole('heading', { name: 'You have a way back' })).toBeVisible();
  await expect(dialog.getByText('The relay has a sealed copy')).toBeVisible();
  return words;
}

async function answersForWords({ page }: Pick<Person, 'page'>, words: readonly string[]): Promise<void> {
  const fields = page.getByRole('dialog').getByRole('textbox');
  await expect(fields).toHaveCount(2);
  for (const label of await page.getByRole('dialog').locator('label').allInnerTexts()) {
    const place = Number(label.replace('Word ', ''));
    await page.getByRole('textbox', { name: label, exact: true }).fill(words[place - 1] ?? '');
  }
  await page.getByRole('dialog').getByRole('button', { name: 'Check', exact: true }).click();
}

/** In a browser that knows nothing. */
export async function recoversWith({ page }: Person, words: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: /I have a recovery code/ }).click();
  await typesRecoveryCode({ page }, words);
}

export async function typesRecoveryCode({ page }: Pick<Person, 'page'>, words: readonly string[]): Promise<void> {
  await page.getByRole('textbox', { name: 'Recovery code' }).fill(words.join(' '));
  await page.getByRole('button', { name: 'Recover', exact: true }).click();
}
