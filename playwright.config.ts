import { defineConfig, devices } from '@playwright/test';
import { meetingBrowser } from './e2e/people/meetingBrowser.ts';

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
    // What the page was when a story failed is kept, as a picture and in words. Recording each on the way there took a sixth of the
    // processor: `npm run e2e -- --trace retain-on-failure` does for whoever hunts one down.
    screenshot: 'only-on-failure',
    // One for all stories: a file that asks for another has its workers started anew, relay and all.
    launchOptions: meetingBrowser(),
  },
});
