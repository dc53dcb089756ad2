/** One relay for each of Playwright's workers, and a mail server it hands its letters to. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { RelayProcess } from '../../scripts/relayProcess.ts';
import { Mailbox } from '../../shared/testing/mailbox.ts';

export type Relay = RelayProcess;

/** `relay` is up when a story begins, whatever the one before did to it; `page` and `request` go to its address. */
export const test = base.extend<{ relay: Relay }, { workerRelay: Relay; mailbox: Mailbox }>({
  mailbox: [
    async ({}, use) => {
      const mailbox = await Mailbox.open();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: 'worker' },
  ],
  workerRelay: [
    async ({ mailbox }, use) => {
      const data = await mkdtemp(join(tmpdir(), 'grapevine-e2e-'));
      const relay = new RelayProcess(join(data, 'relay'), { GRAPEVINE_SMTP: mailbox.url });
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
