import type { Page } from '@playwright/test';

/**
 * Resolves when the last of the room's messages is painted in view; the answer is when, in ms since the page's navigation began,
 * by the page's own clock.
 */
export async function lastMessageShown(page: Page, messages: number, patience: number): Promise<number> {
  const shown = await page.waitForFunction(
    (count) => {
      const last = document.querySelector(`[role="log"] [aria-posinset="${count}"][aria-setsize="${count}"]`);
      if (!last) return undefined;
      const { top, bottom, height } = last.getBoundingClientRect();
      return height > 0 && top < innerHeight && bottom > 0 ? performance.now() : undefined;
    },
    messages,
    { polling: 'raf', timeout: patience },
  );
  return (await shown.jsonValue()) ?? NaN;
}
