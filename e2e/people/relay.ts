/** One relay for each of Playwright's workers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { RelayProcess } from '../../scripts/relayProcess.ts';

export type Relay = RelayProcess;

/** `relay` is up when a story begins, whatever the one before did to it; `page` and `request` go to its address. */
export const test = base.extend<{ relay: Relay }, { workerRelay: Relay }>({
  workerRelay: [
    async ({}, use) => {
      const data = await mkdtemp(join(tmpdir(), 'grapevine-e2e-'));
      const relay = new RelayProcess(join(data, 'relay'));
      await use(relay);
      await relay.stop();
      await rm(data, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  relay: async ({ workerRelay }, use) => {
    await workerRelay.start();
    await use(workerRelay);
  },
  baseURL: async ({ relay }, use) => {
    await use(relay.url);
  },
});

export { expect } from '@playwright/test';
