// A Chromium for stories and benchmarks. Plain JavaScript: scripts/install.mjs reads it before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Folders beside PATH's where a system keeps its browser. */
const FOLDERS = ['/usr/bin', '/usr/local/bin', '/Applications/Google Chrome.app/Contents/MacOS'];

/** @param {string} file */
const runs = (file) => spawnSync(file, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;

/**
 * Path of the system's Chromium; undefined when there is none that starts (Ubuntu's stub without snap does not), and
 * Playwright's own is used.
 * @returns {string | undefined}
 */
export function systemBrowser() {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...FOLDERS];
  const files = [...NAMES, 'Google Chrome'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...new Set(files)].find((file) => existsSync(file) && runs(file));
}
