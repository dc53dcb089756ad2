// Makes the house ready: `node scripts/install.mjs [--browser] [--bench]`. Runs before every npm script that needs it, on
// any Node from 20 on with nothing installed; when all is there already it takes a few milliseconds and says nothing.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemBrowser } from './browser.mjs';

const NODE = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const onWindows = process.platform === 'win32';

class InstallError extends Error {}

/**
 * What a lockfile pins, without what this platform may leave out.
 * @param {string} file
 * @returns {Map<string, {id: string, optional: boolean}>}
 */
function pinned(file) {
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(
    Object.entries(packages)
      .filter(([path]) => path !== '')
      .map(([path, { version, integrity, optional }]) => [
        path,
        { id: `${version} ${integrity}`, optional: optional === true },
      ]),
  );
}

/**
 * True when node_modules is what the lockfile says. npm writes the lockfile inside node_modules last, so an install that
 * was cut short has none.
 * @param {string} folder
 */
function matchesLockfile(folder) {
  const held = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(held)) return false;
  const wanted = pinned(join(folder, 'package-lock.json'));
  const there = pinned(held);
  return (
    [...wanted].every(([path, { id, optional }]) => (there.has(path) ? there.get(path)?.id === id : optional)) &&
    [...there.keys()].every((path) => wanted.has(path))
  );
}

/** Major version of the Node that npm scripts will find first; 0 when there is none. */
function installedNode() {
  const { stdout } = spawnSync(join(bin, 'node'), ['--version'], { encoding: 'utf8', shell: onWindows });
  return Number(/^v(\d+)\./.exec(stdout ?? '')?.[1] ?? 0);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
function run(command, args, cwd = root) {
  // Not through node_modules/.bin: `npm ci` must not run on the very Node it is about to replace.
  const path = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
  const env = { ...process.env, PATH: path.join(delimiter), DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], shell: onWindows }).status === 0;
}

/**
 * @param {string} folder
 * @param {string} what
 */
function installPackages(folder, what) {
  console.log(`Installing ${what} …`);
  // NODE_ENV=production would leave the tools out, ignore-scripts would silently leave Node 24 out.
  if (!run('npm', ['ci', '--include=dev', '--ignore-scripts=false', '--no-audit', '--no-fund'], folder)) {
    throw new InstallError(`npm could not install ${what} (see above). Is the package registry reachable?`);
  }
}

function preparePackages() {
  if (matchesLockfile(root) && installedNode() >= NODE) return;
  installPackages(root, 'packages');
  const node = installedNode();
  if (node >= NODE) return;
  throw new InstallError(
    `Grapevine runs on Node ${NODE}, which comes as the npm package "node", but node_modules/.bin/node is ` +
      `${node === 0 ? 'not there' : `version ${node}`}. Its install script did not run: delete node_modules, check that ` +
      `npm's ignore-scripts is off and try again.`,
  );
}

function preparePeers() {
  const peers = join(root, 'bench', 'peers');
  if (!matchesLockfile(peers)) installPackages(peers, "the benchmarks' peers");
}

function playwrightBrowser() {
  const { chromium } = createRequire(import.meta.url)('@playwright/test');
  return existsSync(chromium.executablePath());
}

const isRoot = () => process.getuid?.() === 0;

/** Debian's chromium is one package; elsewhere, and where apt cannot, Playwright brings its own. */
function installBrowser() {
  console.log('Installing a Chromium for the browser tests …');
  if (isRoot() && existsSync('/usr/bin/apt-get')) {
    const aptGet = (/** @type {string[]} */ ...args) => run('apt-get', args);
    if (
      aptGet('update', '-q') &&
      aptGet('install', '-y', '-q', '--no-install-recommends', 'chromium') &&
      systemBrowser()
    )
      return;
  }
  const withLibraries = isRoot() && process.platform === 'linux' ? ['--with-deps'] : [];
  if (run(join(bin, 'playwright'), ['install', ...withLibraries, 'chromium'])) return;
  throw new InstallError(
    'No Chromium found, and none could be installed: install one (on Debian: apt-get install chromium).',
  );
}

function prepareBrowser() {
  if (systemBrowser() === undefined && !playwrightBrowser()) installBrowser();
}

try {
  preparePackages();
  if (process.argv.includes('--bench')) preparePeers();
  if (process.argv.includes('--browser')) prepareBrowser();
} catch (error) {
  if (!(error instanceof InstallError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
