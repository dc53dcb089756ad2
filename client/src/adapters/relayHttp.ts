import type { HttpAnswer, RelayHttp } from '#shared/ports/relayHttp.ts';

/** The relay at `origin`, asked by `fetch`. */
export function relayHttp(origin: string): RelayHttp {
  const ask = async (path: string, init: RequestInit): Promise<HttpAnswer> => {
    const response = await fetch(origin + path, { credentials: 'omit', ...init, cache: 'no-store' });
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
  };
  return {
    get: (path, as) => ask(path, { method: 'GET', ...(as === 'account' ? { credentials: 'same-origin' } : {}) }),
    // A browser says its origin itself and lets nobody else; Node says none unless told.
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { 'content-type': 'application/octet-stream', origin },
      }),
  };
}
