/** From a request to the one route that answers it. Whatever is wrong with a request is answered, and ends nothing. */
import type { IncomingMessage, RequestListener } from 'node:http';
import { sayError, type Journal } from '../journal.ts';
import type { Addresses } from './addresses.ts';
import type { AppFile } from './appFiles.ts';
import { readBody } from './readBody.ts';
import { json, send, text, type Reply } from './reply.ts';
import type { Asked, Endpoint, Endpoints, PostRoute, RelayStatus, Route } from './route.ts';
import { appRoute } from './routes/app.ts';
import { healthRoute } from './routes/health.ts';
import { readyRoute } from './routes/ready.ts';
import { relayInfoRoute } from './routes/relayInfo.ts';
import { unknownApiRoute } from './routes/unknownApi.ts';

export interface Served {
  readonly addresses: () => Addresses;
  readonly files: ReadonlyMap<string, AppFile>;
  readonly status: RelayStatus;
  readonly journal: Journal;
  /** Those of the parts that have their own. */
  readonly endpoints: Endpoints;
}

export function requestListener({ addresses, files, status, journal, endpoints }: Served): RequestListener {
  const known = new Map<string, Endpoint>([
    ['/health', { get: healthRoute }],
    ['/ready', { get: readyRoute(status) }],
    ['/api/relay', { get: relayInfoRoute(status) }],
    ['/sync', { get: () => text(426, 'Devices connect here with a WebSocket.', { upgrade: 'websocket' }) }],
    ...endpoints,
  ]);
  const app = appRoute(files);
  const endpointOf = (path: string): Endpoint =>
    known.get(path) ??
    known.get(`${path.slice(0, path.lastIndexOf('/'))}/*`) ?? { get: path.startsWith('/api/') ? unknownApiRoute : app };

  return (request, response) => {
    replyTo(request, addresses(), endpointOf)
      .catch((error: unknown) => {
        journal.trouble('request-failed', { error: sayError(error) });
        return json(500, { code: 'failed', say: 'The relay failed over this. Try again in a moment.' });
      })
      .then((reply) => {
        send(response, reply, request.method !== 'HEAD');
        // A body nobody reads would keep the connection from its next request.
        request.resume();
      })
      .catch((error: unknown) => {
        journal.trouble('reply-failed', { error: sayError(error) });
        response.destroy();
      });
  };
}

async function replyTo(
  request: IncomingMessage,
  addresses: Addresses,
  endpointOf: (path: string) => Endpoint,
): Promise<Reply> {
  if (!addresses.isHost(request.headers.host)) {
    return text(421, 'This relay does not answer to that name. Whoever runs it can add it with GRAPEVINE_PUBLIC_URL.');
  }
  const path = pathOf(request.url ?? '/');
  const endpoint = path === undefined ? {} : endpointOf(path);
  if (request.method === 'POST' && endpoint.post) return post(request, addresses, endpoint.post, path ?? '/');
  if (hasBody(request)) return text(413, 'Nothing here takes a body.', { connection: 'close' });
  if (path === undefined) return text(400, 'That is not a path.');
  if ((request.method !== 'GET' && request.method !== 'HEAD') || !endpoint.get) {
    const allow = [...(endpoint.get ? ['GET', 'HEAD'] : []), ...(endpoint.post ? ['POST'] : [])];
    return text(405, `Only ${allow.join(', ')}.`, { allow: allow.join(', ') });
  }
  return answer(request, endpoint.get, path, new Uint8Array());
}

/** A page elsewhere can make a browser send here, with this relay's cookies: its origin gives it away. */
async function post(request: IncomingMessage, addresses: Addresses, route: PostRoute, path: string): Promise<Reply> {
  const { origin } = request.headers;
  if (origin === undefined || !addresses.isOrigin(origin)) {
    return json(403, { code: 'origin', say: 'Pages of that origin may not ask this of the relay.' });
  }
  if (request.headers['content-type']?.split(';')[0]?.trim() !== route.type) {
    return json(415, { code: 'type', say: `This takes ${route.type}.` });
  }
  const body = await readBody(request, route.most);
  if (!body) return json(413, { code: 'too-large', say: 'That is more than this takes.' }, { connection: 'close' });
  return answer(request, route.answer, path, body);
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

async function answer(request: IncomingMessage, route: Route, path: string, body: Uint8Array): Promise<Reply> {
  const asked: Asked = {
    path,
    header: (name) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    address: request.socket.remoteAddress ?? '',
    body,
  };
  return route(asked);
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
