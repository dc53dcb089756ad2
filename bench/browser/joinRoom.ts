import type { Page } from '@playwright/test';
import { setTimeout } from 'node:timers/promises';
import { DATABASE } from '../../client/src/adapters/schema.ts';

const LOOK_MS = 50;

export interface Joined {
  /** ms from the click on Join. */
  readonly first_screen_ms: number;
  readonly complete_ms: number;
}

/** Somebody new comes in by an open link and waits until all of the room's messages are kept there, also those not on screen. */
export async function joinRoom(page: Page, link: string, messages: number, patience: number): Promise<Joined> {
  await page.goto(link);
  const kept = await page.evaluate(rowsKept, DATABASE);
  await page.getByRole('textbox', { name: 'Join as' }).fill('Newcomer');
  const begin = performance.now();
  await page.getByRole('button', { name: 'Join', exact: true }).click();
  await page.getByRole('article').first().waitFor({ timeout: patience });
  const shown = performance.now() - begin;
  await areKept(page, kept + messages, patience);
  return { first_screen_ms: shown, complete_ms: performance.now() - begin };
}

async function areKept(page: Page, rows: number, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  while ((await page.evaluate(rowsKept, DATABASE)) < rows) {
    if (performance.now() > deadline) throw new Error(`not all messages came: ${rows} rows were to be kept`);
    await setTimeout(LOOK_MS);
  }
}

// What runs in the page.

function rowsKept(database: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(database);
    opening.onerror = reject;
    opening.onsuccess = () => {
      const counting = opening.result.transaction('rows').objectStore('rows').count();
      counting.onerror = reject;
      counting.onsuccess = () => {
        opening.result.close();
        resolve(counting.result);
      };
    };
  });
}
