import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Person } from './person.ts';

/** Nothing on the screen breaks a rule of WCAG 2.2 AA or a best practice that axe can see. */
export async function isAccessible({ page }: Person, screen: string): Promise<void> {
  // Legacy mode opens no further tab for its result; it differs for frames alone, and there are none.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = violations.map(({ id, help, nodes }) => ({
    id,
    help,
    at: nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary ?? ''}`),
  }));
  expect.soft(found, screen).toEqual([]);
}
