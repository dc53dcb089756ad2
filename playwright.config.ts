import { defineConfig, devices } from '@playwright/test';
import { systemBrowser } from './scripts/browser.mjs';

const executablePath = systemBrowser();

export default defineConfig({
  globalSetup: './e2e/built.ts',
  testDir: 'e2e/stories',
  testMatch: '**/*.ts',
  outputDir: 'test-results',
  // A story that passes the second time has failed once: that is what we want to hear of.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    trace: 'retain-on-failure',
    launchOptions: { args: ['--no-sandbox'], ...(executablePath === undefined ? {} : { executablePath }) },
  },
});
