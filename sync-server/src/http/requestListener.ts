/** From a request to the one route that answers it. Whatever is wrong with a request is answered, and ends nothing. */
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Addresses } from './addresses.ts';
import type { AppFile } from './appFiles.ts';
import { send, text, type Reply } from './reply.ts';
import type { RelayStatus, Route } from './route.ts';
import { appRoute } from './routes/app.ts';
import { healthRoute } from './routes/health.ts';
import { readyRoute } from './routes/ready.ts';
import { relayInfoRoute } from './routes/relayInfo.ts';
import { unknownApiRoute } from './routes/unknownApi.ts';

export function requestListener(
  addresses: () => Addresses,
  files: ReadonlyMap<string, AppFile>,
  status: RelayStatus,
): RequestListener {
  const routes = new Map<string, Route>([
    ['/health', healthRoute],
    ['/ready', readyRoute(status)],
    ['/api/relay', relayInfoRoute(status)],
    ['/sync', () => text(426, 'Devices connect here with a WebSocket.', { upgrade: 'websocket' })],
  ]);
  const app = appRoute(files);
  const routeOf = (path: string): Route => routes.get(path) ?? (path.startsWith('/api/') ? unknownApiRoute : app);
  return (request, response) => {
    const reply = refusal(request, addresses()) ?? answer(request, routeOf);
    send(response, reply, request.method !== 'HEAD');
    // A body nobody reads would keep the connection from its next request.
    request.resume();
  };
}

function refusal(request: IncomingMessage, addresses: Addresses): Reply | undefined {
  if (!addresses.isHost(request.headers.host)) {
    return text(421, 'This relay does not answer to that name. Whoever runs it can add it with GRAPEVINE_PUBLIC_URL.');
  }
  if (request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0) {
    return text(413, 'Nothing here takes a body.', { connection: 'close' });
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return text(405, 'Only GET and HEAD.', { allow: 'GET, HEAD' });
  return undefined;
}

function answer(request: IncomingMessage, routeOf: (path: string) => Route): Reply {
  const url = request.url ?? '/';
  const path = pathOf(url);
  if (path === undefined) return text(400, 'That is not a path.');
  return routeOf(path)({
    path,
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
  });
}

/** The decoded path; undefined for what is none. Files are looked up in a map, so `..` leads nowhere. */
function pathOf(url: string): string | undefined {
  const end = url.search(/[?#]/);
  try {
    const path = decodeURIComponent(end < 0 ? url : url.slice(0, end));
    return path.startsWith('/') ? path : undefined;
  } catch {
    return undefined;
  }
}
