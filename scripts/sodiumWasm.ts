/**
 * libsodium's WebAssembly as a file of its own. In its script it is base64, a third larger and hardly to be compressed: a
 * quarter of all that the Worker loads before it can do anything.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** The decoder and what it decodes, where the script would use the bytes. */
const EMBEDDED = /\(A=>\{for\(var .{1,600}?return E\}\)\("([A-Za-z0-9+/=]{1000,})"\)/;
const CACHE = join(import.meta.dirname, '../node_modules/.cache/grapevine');

export const sodiumWasm = (): Plugin => ({
  name: 'grapevine:sodium-wasm',
  apply: 'build',
  async transform(code, id) {
    if (!/libsodium\/dist\/modules-esm\/libsodium\.mjs$/.test(id)) return undefined;
    const embedded = EMBEDDED.exec(code);
    if (!embedded?.[1]) throw new Error('libsodium is not built as it was: look at scripts/sodiumWasm.ts.');
    await mkdir(CACHE, { recursive: true });
    const file = join(CACHE, 'libsodium.wasm');
    await writeFile(file, Buffer.from(embedded[1], 'base64'));
    const fetched = '(new Uint8Array(await (await fetch(wasmUrl)).arrayBuffer()))';
    return {
      code: `import wasmUrl from ${JSON.stringify(`${file}?url`)};\n${code.replace(embedded[0], () => fetched)}`,
      map: null,
    };
  },
});
