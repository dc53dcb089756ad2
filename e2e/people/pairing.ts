/** What two people do who pair nearby: codes are pasted, as where there is no camera. */
import { expect, type Locator } from '@playwright/test';
import type { Person } from './person.ts';

export const pairDialog = ({ page }: Person): Locator => page.getByRole('dialog');

export async function opensPairing(person: Person): Promise<void> {
  await person.page.getByRole('button', { name: 'Pair nearby' }).click();
  await expect(pairDialog(person).getByRole('heading', { name: 'Pair with somebody near you' })).toBeVisible();
}

async function reads(person: Person, label: 'Your code' | 'Your answer'): Promise<string> {
  const field = pairDialog(person).getByRole('textbox', { name: label, exact: true });
  await expect(field).toHaveValue(/^GRAPEVINE1:/);
  return field.inputValue();
}

export const readsCode = (person: Person): Promise<string> => reads(person, 'Your code');
export const readsAnswer = (person: Person): Promise<string> => reads(person, 'Your answer');

export async function takes(person: Person, code: string): Promise<void> {
  await pairDialog(person).getByRole('textbox', { name: 'Their code or answer' }).fill(code);
  await pairDialog(person).getByRole('button', { name: 'Take it' }).click();
}

export async function isPaired(person: Person, rooms: RegExp): Promise<void> {
  await expect(pairDialog(person).getByRole('heading', { name: 'You are connected' })).toBeVisible();
  await expect(pairDialog(person).getByText(rooms)).toBeVisible();
}

/** One shows a code, the other takes it and shows an answer, the first takes that. */
export async function pair(first: Person, second: Person): Promise<void> {
  await opensPairing(first);
  await opensPairing(second);
  await takes(second, await readsCode(first));
  await takes(first, await readsAnswer(second));
}
