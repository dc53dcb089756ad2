/** Listening on every address that was asked for, as one server. */
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refuseSocket } from './reply.ts';
import type { Tls } from './tls.ts';

export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** A loopback family that the machine does not have is no reason not to start. */
const MISSING_FAMILY = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

export class HttpServer {
  readonly #servers: Server[] = [];
  readonly #request: RequestListener;
  readonly #upgrade: UpgradeListener;
  readonly #tls: Tls | undefined;

  constructor(request: RequestListener, upgrade: UpgradeListener, tls?: Tls) {
    this.#tls = tls;
    this.#request = request;
    this.#upgrade = upgrade;
  }

  /** The port, which for 0 is the free one that was found. Rejects when it is taken or no address can be had. */
  async listen(port: number, hosts: readonly string[]): Promise<number> {
    let bound = port;
    let missing: unknown;
    for (const host of hosts) {
      try {
        bound = await this.#listenOn(bound, host);
      } catch (error) {
        if (!MISSING_FAMILY.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
        missing = error;
      }
    }
    if (this.#servers.length === 0) throw missing;
    return bound;
  }

  /** Takes no new connection; resolves when the open requests are answered. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#servers.map(
        (server) =>
          new Promise<void>((resolve) => {
            server.close(() => {
              resolve();
            });
            server.closeIdleConnections();
          }),
      ),
    );
  }

  /** Ends what has not closed by itself. */
  cut(): void {
    for (const server of this.#servers) server.closeAllConnections();
  }

  async #listenOn(port: number, host: string): Promise<number> {
    // A request without Host is refused by our own check, with our own headers.
    const options = { requireHostHeader: false, requestTimeout: 30_000, headersTimeout: 15_000 };
    const server = this.#tls
      ? createTlsServer({ ...options, ...this.#tls }, this.#request)
      : createServer(options, this.#request);
    server.on('upgrade', this.#upgrade);
    server.on('checkExpectation', this.#request);
    server.on('connect', (_request, socket: Duplex) => {
      refuseSocket(socket, 405, 'Method Not Allowed', 'This is no proxy.');
    });
    server.on('clientError', answerClientError);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, ipv6Only: host === '::1' }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }
}

function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  if (error.code === 'HPE_HEADER_OVERFLOW') {
    refuseSocket(socket, 431, 'Request Header Fields Too Large', 'The headers of that request are too large.');
  } else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    refuseSocket(socket, 408, 'Request Timeout', 'The request did not come in time.');
  } else refuseSocket(socket, 400, 'Bad Request', 'That is not an HTTP request this relay can read.');
}
