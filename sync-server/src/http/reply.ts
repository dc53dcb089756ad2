import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { SECURITY_HEADERS } from './securityHeaders.ts';

type Headers = Readonly<Record<string, string | string[]>>;

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Headers;
}

export const text = (status: number, body: string, headers: Headers = {}): Reply => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
  headers: { 'cache-control': 'no-store', ...headers },
});

export const json = (status: number, value: unknown, headers: Headers = {}): Reply => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
  headers: { 'cache-control': 'no-store', ...headers },
});

/** Writes the reply; `HEAD` gets its headers alone. */
export function send(response: ServerResponse, { status, type, body, headers }: Reply, withBody: boolean): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = status === 304 ? {} : { 'content-length': String(bytes.length), 'content-type': type };
  response.writeHead(status, { ...SECURITY_HEADERS, ...length, ...headers });
  response.end(withBody && status !== 304 ? bytes : undefined);
}

/**
 * Answers on a socket that has no `ServerResponse` (a refused upgrade, a request that cannot be read) and lets go of it: no
 * timeout of the HTTP server reaches such a socket, so it would stay for as long as the other end likes.
 */
export function refuseSocket(socket: Duplex, status: number, reason: string, say: string): void {
  socket.once('finish', () => socket.destroy());
  socket.end(rawResponse(status, reason, say));
}

function rawResponse(status: number, reason: string, say: string): string {
  const headers = {
    ...SECURITY_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(`${say}\n`)),
    'cache-control': 'no-store',
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${reason}`, ...lines, '', `${say}\n`].join('\r\n');
}
