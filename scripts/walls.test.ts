/** The walls of .dependency-cruiser.mjs bite: a small house with one violation of each kind, built in a temp folder. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = dirname(import.meta.dirname);

/** A house in order: every import here is one the architecture allows. */
const SOUND = {
  'shared/src/ids.ts': `export const id = 1;`,
  'shared/src/ports/clock.ts': `import type { Doc } from 'yjs'; export type Clock = Doc;`,
  'shared/src/crypto/hash.ts': `import sodium from 'libsodium-wrappers'; export default sodium;`,
  'shared/src/entry/open.ts': `export const open = 1;`,
  'shared/src/entry/parse.ts': `import { id } from '#shared/ids.ts'; export const parse = id;`,
  'shared/src/log/applyToDoc.ts': `import * as Y from 'yjs'; export const apply = Y;`,
  'shared/src/timeline/state.ts': `export interface State { a: 1 }`,
  'shared/testing/fake.ts': `import { id } from '#shared/ids.ts'; export const fake = id;`,
  'shared/src/ids.test.ts': `import { fake } from '#testing/fake.ts'; import * as Y from 'yjs'; void fake; void Y;`,
  'client/src/main.ts': `import { locks } from './adapters/locks.ts'; import './app/App.svelte'; void locks;`,
  'client/src/adapters/locks.ts': `import { id } from '#shared/ids.ts'; export const locks = id;`,
  'client/src/engine/messages/command.ts': `export interface Command { a: 1 }`,
  'client/src/engine/outbox.ts': `import { open } from '#shared/entry/open.ts'; export const outbox = open;`,
  'client/src/view/room.svelte.ts': `import type { Command } from '../engine/messages/command.ts'; export type Room = Command;`,
  'client/src/app/App.svelte': `<script lang="ts">import Timeline from '../ui/Timeline.svelte';</script><Timeline />`,
  'client/src/ui/Timeline.svelte': `<script lang="ts">import type { Room } from '../view/room.svelte.ts'; let r: Room;</script>`,
  'sync-server/src/main.ts': `import { parse } from '#shared/entry/parse.ts'; void parse;`,
};

/** What each wall is there to stop: a file, and the violation it must be found to be. */
const BROKEN: { file: string; text: string; found: string }[] = [
  {
    file: 'shared/src/log/a.ts',
    text: `import { b } from './b.ts'; export const a = b; export interface A { a: 1 }`,
    found: 'no-cycles shared/src/log/a.ts → shared/src/log/b.ts',
  },
  {
    file: 'shared/src/log/b.ts',
    text: `import type { A } from './a.ts'; export const b: A = { a: 1 };`,
    found: 'no-cycles shared/src/log/a.ts → shared/src/log/b.ts',
  },
  {
    file: 'shared/src/charter/leans.ts',
    text: `import { locks } from '../../../client/src/adapters/locks.ts'; void locks;`,
    found: 'core-alone shared/src/charter/leans.ts → client/src/adapters/locks.ts',
  },
  {
    file: 'shared/src/sync/node.ts',
    text: `import { readFileSync } from 'node:fs'; void readFileSync;`,
    found: 'core-libraries shared/src/sync/node.ts → fs',
  },
  {
    file: 'shared/src/entry/sodium.ts',
    text: `import sodium from 'libsodium-wrappers'; void sodium;`,
    found: 'crypto-alone-has-libsodium shared/src/entry/sodium.ts → libsodium-wrappers',
  },
  {
    file: 'shared/src/log/guard.ts',
    text: `import * as Y from 'yjs'; void Y;`,
    found: 'yjs-behind-the-guard shared/src/log/guard.ts → yjs',
  },
  {
    file: 'client/src/engine/faked.ts',
    text: `import { fake } from '#testing/fake.ts'; void fake;`,
    found: 'testing-for-tests client/src/engine/faked.ts → shared/testing/fake.ts',
  },
  {
    file: 'client/src/ui/Reaches.svelte',
    text: `<script lang="ts">import { outbox } from '../engine/outbox.ts'; void outbox;</script><p></p>`,
    found: 'ui client/src/ui/Reaches.svelte → client/src/engine/outbox.ts',
  },
  {
    file: 'client/src/view/reads.svelte.ts',
    text: `import { outbox } from '../engine/outbox.ts'; void outbox;`,
    found: 'view client/src/view/reads.svelte.ts → client/src/engine/outbox.ts',
  },
  {
    file: 'client/src/engine/picks.ts',
    text: `import { locks } from '../adapters/locks.ts'; void locks;`,
    found: 'roots-choose-adapters client/src/engine/picks.ts → client/src/adapters/locks.ts',
  },
  {
    file: 'client/src/adapters/opens.ts',
    text: `import { open } from '#shared/entry/open.ts'; void open;`,
    found: 'adapters client/src/adapters/opens.ts → shared/src/entry/open.ts',
  },
  {
    // Relative, of a type alone, and in a folder the relay may not name.
    file: 'sync-server/src/relay/names.ts',
    text: `import type { State } from '../../../shared/src/timeline/state.ts'; export type Named = State;`,
    found: 'relay sync-server/src/relay/names.ts → shared/src/timeline/state.ts',
  },
  {
    file: 'sync-server/src/relay/mails.ts',
    text: `import { createTransport } from 'nodemailer'; void createTransport;`,
    found: 'identity-alone-has-accounts sync-server/src/relay/mails.ts → nodemailer',
  },
  {
    // Two allowed steps that together let the relay open an entry.
    file: 'shared/src/charter/peeks.ts',
    text: `import { open } from '#shared/entry/open.ts'; export const peeks = open;`,
    found: 'relay-cannot-read sync-server/src/relay/peeks.ts → shared/src/entry/open.ts',
  },
  {
    file: 'sync-server/src/relay/peeks.ts',
    text: `import { peeks } from '#shared/charter/peeks.ts'; void peeks;`,
    found: 'relay-cannot-read sync-server/src/relay/peeks.ts → shared/src/entry/open.ts',
  },
  {
    file: 'sync-server/src/store/builds.ts',
    text: `import { apply } from '#shared/log/applyToDoc.ts'; void apply;`,
    found: 'relay-builds-no-document sync-server/src/store/builds.ts → yjs',
  },
  {
    file: 'client/src/app/lost.ts',
    text: `import './nowhere.ts';`,
    found: 'resolvable client/src/app/lost.ts → ./nowhere.ts',
  },
];

let house = '';

beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), 'grapevine-walls-'));
  await Promise.all(
    ['package.json', 'tsconfig.base.json', 'tsconfig.node.json', '.dependency-cruiser.mjs'].map((file) =>
      copyFile(join(root, file), join(house, file)),
    ),
  );
  await symlink(join(root, 'node_modules'), join(house, 'node_modules'));
});

afterAll(() => rm(house, { recursive: true }));

test('a house in order has no violation', async () => {
  await build(Object.entries(SOUND));
  expect(await violations()).toEqual([]);
});

test('every wall bites: direct, relative, transitive, by type alone and from a .svelte file', async () => {
  await build(BROKEN.map(({ file, text }) => [file, text]));
  expect(await violations()).toEqual(expect.arrayContaining(BROKEN.map((one) => one.found)));
});

async function build(files: [string, string][]): Promise<void> {
  for (const [file, text] of files) {
    await mkdir(dirname(join(house, file)), { recursive: true });
    await writeFile(join(house, file), text);
  }
}

interface Report {
  readonly summary: { readonly violations: readonly { from: string; to: string; rule: { name: string } }[] };
}

/** `rule from → to`, libraries by their name alone. */
async function violations(): Promise<string[]> {
  const cruise = join(root, 'node_modules/.bin/depcruise');
  const options = ['client', 'shared', 'sync-server', '--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [cruise, ...options], { cwd: house, maxBuffer: 1 << 26 }, (_failed, stdout) => {
      resolve(stdout);
    });
  });
  const report = JSON.parse(output) as Report;
  return report.summary.violations.map(({ from, to, rule }) => `${rule.name} ${from} → ${libraryName(to)}`);
}

const libraryName = (path: string): string => /node_modules\/([^/]+)\//.exec(path)?.[1] ?? path;
