import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const app = process.env['GRAPEVINE_APP'] ?? join(import.meta.dirname, '../../dist/client');
const KB = 1_000;

/** Of a built script, what it imports at once: `import … from "./x.js"`, not `import("./x.js")`. */
const IMPORTS = /(?:from|import)\s*["'](\.\/[^"']+\.js)["']/g;

/** A script and all it needs before it runs, by path. */
async function withImports(path: string, found = new Map<string, Buffer>()): Promise<Map<string, Buffer>> {
  if (found.has(path)) return found;
  const script = await readFile(path);
  found.set(path, script);
  for (const [, name = ''] of script.toString().matchAll(IMPORTS)) await withImports(join(dirname(path), name), found);
  return found;
}

/** Of built scripts, the WebAssembly they fetch: libsodium is a file of its own. */
async function wasmOf(scripts: ReadonlyMap<string, Buffer>): Promise<string[]> {
  const all = (await readdir(join(app, 'assets'))).filter((name) => name.endsWith('.wasm'));
  return all
    .filter((name) => [...scripts.values()].some((script) => script.includes(name)))
    .map((name) => join(app, 'assets', name));
}

const gzipped = (files: Iterable<Buffer>): number => [...files].reduce((sum, file) => sum + gzipSync(file).length, 0);

test('what the first paint needs is at most 120 KB, compressed', async () => {
  const page = await readFile(join(app, 'index.html'), 'utf8');
  const scripts = [...page.matchAll(/<(?:script|link)[^>]+(?:src|href)="\/?(assets\/[^"]+\.js)"/g)].map(
    ([, path = '']) => join(app, path),
  );
  const sheets = [...page.matchAll(/<link[^>]+href="\/?(assets\/[^"]+\.css)"/g)].map(([, path = '']) =>
    join(app, path),
  );
  expect(scripts.length).toBeGreaterThan(0);
  expect(sheets.length).toBeGreaterThan(0);
  const needed = new Map<string, Buffer>();
  for (const script of scripts) await withImports(script, needed);
  for (const sheet of sheets) needed.set(sheet, await readFile(sheet));
  const size = gzipped(needed.values());
  console.log(`first paint: ${(size / KB).toFixed(1)} KB in ${String(needed.size)} files`);
  expect(size).toBeLessThanOrEqual(120 * KB);
});

test('the Worker with cryptography and documents is at most 250 KB, compressed', async () => {
  const names = (await readdir(join(app, 'assets'))).filter((name) => /^worker-.*\.js$/.test(name));
  expect(names).toHaveLength(1);
  const needed = await withImports(join(app, 'assets', names[0] ?? ''));
  for (const path of await wasmOf(needed)) needed.set(path, await readFile(path));
  const size = gzipped(needed.values());
  console.log(`Worker: ${(size / KB).toFixed(1)} KB in ${String(needed.size)} files`);
  expect(size).toBeLessThanOrEqual(250 * KB);
});
