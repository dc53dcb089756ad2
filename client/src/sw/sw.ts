/**
 * The service worker: keeps the built app so that it starts with no relay. It knows nothing of messages; those are in
 * IndexedDB. A newer one waits until the person lets it take over.
 */
interface Built {
  readonly url: string;
  readonly revision: string | null;
}
declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly Built[] };

const built = self.__WB_MANIFEST;
/** One cache a build: named after all it holds. */
const CACHE = `app-${name(built.map(({ url, revision }) => `${url} ${revision ?? ''}`).join('\n'))}`;
const PAGE = new URL('index.html', self.location.href).href;
const kept = new Set(built.map(({ url }) => new URL(url, self.location.href).href));

self.addEventListener('install', (event) => event.waitUntil(keep()));
self.addEventListener('activate', (event) => event.waitUntil(serve()));
self.addEventListener('message', (event) => {
  if (event.data === 'take over') event.waitUntil(self.skipWaiting());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  const page = request.mode === 'navigate' && (url.pathname === '/' || url.pathname === '/index.html');
  const wanted = page ? PAGE : url.origin + url.pathname;
  if (kept.has(wanted)) event.respondWith(answer(wanted, request));
});

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([...kept].map((url) => new Request(url, { cache: 'reload' })));
}

/** From now on every window gets its files from here; what older builds kept goes. */
async function serve(): Promise<void> {
  const old = (await caches.keys()).filter((key) => key.startsWith('app-') && key !== CACHE);
  await Promise.all(old.map((key) => caches.delete(key)));
  await self.clients.claim();
}

async function answer(wanted: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(wanted)) ?? fetch(request);
}

/** A short name of a text (FNV-1a): not for secrets, only to tell builds apart. */
function name(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36);
}
