import type { Page } from '@playwright/test';
import { lastMessageShown } from './lastMessageShown.ts';

export interface Joined {
  /** ms from the click on Join. */
  readonly first_screen_ms: number;
  readonly complete_ms: number;
}

/** Somebody new comes in by an open link and waits until all of the room's messages are there. */
export async function joinRoom(page: Page, link: string, messages: number, patience: number): Promise<Joined> {
  await page.goto(link);
  await page.getByRole('textbox', { name: 'Join as' }).fill('Newcomer');
  const begin = performance.now();
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByRole('article').first().waitFor({ timeout: patience });
  const shown = performance.now() - begin;
  await lastMessageShown(page, messages, patience);
  return { first_screen_ms: shown, complete_ms: performance.now() - begin };
}
