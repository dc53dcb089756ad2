import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['{shared,sync-server,client,scripts,bench}/**/*.test.ts'],
    environment: 'node',
    // Relay tests start real processes and the core's properties run long; on a busy machine 5 s is not a verdict.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
