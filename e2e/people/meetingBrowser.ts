/** How Chromium is started for stories: so that pages which may meet over WebRTC can do so on any machine. */
import type { LaunchOptions } from '@playwright/test';
import { systemBrowser } from '../../scripts/browser.mjs';

const executablePath = systemBrowser();

/** A page that has no microphone is given names for its addresses that only multicast DNS resolves: not there on every machine. */
const PLAIN_ADDRESSES = 'WebRtcHideLocalIpsWithMdns';

export const meetingBrowser = (...args: readonly string[]): LaunchOptions => ({
  args: ['--no-sandbox', `--disable-features=${PLAIN_ADDRESSES}`, ...args],
  ...(executablePath === undefined ? {} : { executablePath }),
});
