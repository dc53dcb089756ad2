import type { Page } from '@playwright/test';
import { DATABASE } from '../../client/src/adapters/schema.ts';

export interface Joined {
  /** ms from the click on Join. */
  readonly first_screen_ms: number;
  readonly complete_ms: number;
}

/** Somebody new comes in by an open link and waits until all of the room's messages are kept there, also those not on screen. */
export async function joinRoom(page: Page, link: string, messages: number, patience: number): Promise<Joined> {
  await page.goto(link);
  await page.getByRole('textbox', { name: 'Join as' }).fill('Newcomer');
  const begin = performance.now();
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByRole('article').first().waitFor({ timeout: patience });
  const shown = performance.now() - begin;
  await allKept(page, messages, patience);
  return { first_screen_ms: shown, complete_ms: performance.now() - begin };
}

async function allKept(page: Page, messages: number, patience: number): Promise<void> {
  await page.waitForFunction(
    ({ name, least }) =>
      new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = reject;
        opening.onsuccess = () => {
          const counting = opening.result.transaction('rows').objectStore('rows').count();
          counting.onerror = reject;
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result >= least);
          };
        };
      }),
    { name: DATABASE, least: messages },
    { polling: 100, timeout: patience },
  );
}
