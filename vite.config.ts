import { defineConfig } from 'vite';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { VitePWA } from 'vite-plugin-pwa';
import { sodiumWasm } from './scripts/sodiumWasm.ts';

const relay = `http://localhost:${process.env['GRAPEVINE_PORT'] ?? '8787'}`;

export default defineConfig({
  root: 'client',
  plugins: [
    svelte(),
    sodiumWasm(),
    VitePWA({
      // Our own service worker, with the list of built files put in: it has to live with Trusted Types, where
      // `importScripts` and the generated registration throw.
      strategies: 'injectManifest',
      srcDir: 'src/sw',
      filename: 'sw.ts',
      injectRegister: null,
      registerType: 'prompt',
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,png,wasm,webmanifest}'],
        maximumFileSizeToCacheInBytes: 4 << 20,
      },
      manifest: {
        name: 'Grapevine',
        short_name: 'Grapevine',
        description: 'Chat that lives on your devices',
        start_url: './',
        display: 'standalone',
        background_color: '#efeee7',
        theme_color: '#efeee7',
        icons: [
          { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
  worker: {
    format: 'es',
    plugins: () => [sodiumWasm()],
    // What the Worker needs at once is one file, which compresses best; each part fetched later then costs nothing here.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'engine', tags: ['$initial'] }] } } },
  },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    // A `data:` picture or font would need a wider security policy.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/sync': { target: relay, ws: true }, '/api': relay, '/health': relay, '/ready': relay } },
});
