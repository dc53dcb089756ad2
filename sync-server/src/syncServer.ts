/** `/sync`, and `/y/…` for stock clients: WebSockets over the relay. Receiving is `ws`'s; what is sent goes to the socket as it is (webSocketFrame.ts). */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { encodeBatch } from '#shared/wire/batch.ts';
import type { DocumentId } from '#shared/ids.ts';
import { MAX_BATCH, type RefusalCode } from '#shared/wire/frames.ts';
import type { Addresses } from './http/addresses.ts';
import { refuseSocket } from './http/reply.ts';
import { SECURITY_HEADERS } from './http/securityHeaders.ts';
import type { Door } from './identity/door.ts';
import type { Bearer } from './identity/orders.ts';
import { sayError, type Journal } from './journal.ts';
import type { SocketEnd } from './relay/connection.ts';
import type { Wire } from './relay/deviceLink.ts';
import type { Relay } from './relay/relay.ts';
import { CLOSE } from './relay/stockConnection.ts';
import type { Tickets } from './relay/tickets.ts';
import { ReadingPace } from './readingPace.ts';

/** A socket that has not proved a device by then is closed. */
const PROVE_WITHIN = 15_000;
/** Twice this without a sign of life, and a connection is taken for dead. */
const PING_EVERY = 30_000;
/** RFC 6455. */
const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const UNSUPPORTED_DATA = 1003;

export interface SyncLimits {
  readonly maxLinks: number;
  readonly maxLinksPerAddress: number;
  readonly maxLinksPerAccount: number;
  readonly frameRate: number;
}

/** `/y/<document>?ticket=…`. */
const STOCK = /^\/y\/([^?]+)\?ticket=([^&]+)$/;

interface Open {
  readonly connection: SocketEnd;
  readonly address: string;
  /** Whose session it rests on; undefined for a device that showed none. */
  readonly bearer: Bearer | undefined;
  alive: boolean;
}

export interface SyncServerParts {
  readonly relay: Relay;
  readonly tickets: Tickets;
  readonly addresses: () => Addresses;
  readonly limits: SyncLimits;
  readonly door: Door;
  readonly journal: Journal;
}

export class SyncServer {
  readonly #relay: Relay;
  readonly #tickets: Tickets;
  readonly #addresses: () => Addresses;
  readonly #limits: SyncLimits;
  readonly #door: Door;
  readonly #journal: Journal;
  readonly #open = new Map<WebSocket, Open>();
  readonly #server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_BATCH,
    clientTracking: false,
  });
  readonly #heartbeat: NodeJS.Timeout;
  #stopping = false;

  constructor({ relay, tickets, addresses, limits, door, journal }: SyncServerParts) {
    this.#relay = relay;
    this.#tickets = tickets;
    this.#addresses = addresses;
    this.#limits = limits;
    this.#door = door;
    this.#journal = journal;
    door.onEnded((isOver) => {
      this.#closeThose(isOver);
    });
    this.#server.on('headers', (headers) => {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.push(`${name}: ${value}`);
    });
    // A handshake that is no WebSocket's: answered like everything else, with our headers.
    this.#server.on('wsClientError', (error, socket) => {
      refuseSocket(socket, 400, 'Bad Request', error.message);
    });
    this.#heartbeat = setInterval(() => {
      this.#beat();
    }, PING_EVERY);
  }

  readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => socket.destroy());
    const { cookie } = request.headers;
    if (this.#refusal(request) || !this.#door.showsToken(cookie)) this.#upgrade(request, socket, head, undefined);
    else void this.#door.bearerOf(cookie).then((bearer) => this.#upgrade(request, socket, head, bearer));
  };

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, bearer: Bearer | undefined): void {
    const refusal = this.#refusal(request);
    if (refusal) refuseSocket(socket, ...refusal);
    else
      this.#server.handleUpgrade(request, socket, head, (client) => {
        const turned = this.#turningAway(bearer);
        if (turned) turnAway(client, ...turned);
        else this.#accept(client, request, socket, bearer);
      });
  }

  /** What a page could not read from a handshake that fails: said on the link itself. */
  #turningAway(bearer: Bearer | undefined): readonly [RefusalCode, string] | undefined {
    if (!this.#door.lets(bearer)) return ['sign-in', 'This relay is for people with an account. Sign in to connect.'];
    if (!bearer) return undefined;
    const own = [...this.#open.values()].filter((open) => open.bearer?.account === bearer.account).length;
    if (own < this.#limits.maxLinksPerAccount) return undefined;
    return ['slow-down', 'Too many devices of yours are connected at once. Close some of them.'];
  }

  #closeThose(isOver: (bearer: Bearer) => boolean): void {
    for (const { bearer, connection } of this.#open.values()) {
      if (bearer && isOver(bearer)) connection.close(POLICY_VIOLATION, 'signed out');
    }
  }

  /** Says goodbye to everyone and takes nobody new. */
  stop(): void {
    this.#stopping = true;
    clearInterval(this.#heartbeat);
    for (const { connection } of this.#open.values()) connection.close(GOING_AWAY, 'the relay is stopping');
  }

  cut(): void {
    for (const client of this.#open.keys()) client.terminate();
  }

  #refusal({ url, headers, socket }: IncomingMessage): readonly [number, string, string] | undefined {
    const addresses = this.#addresses();
    if (!addresses.isHost(headers.host))
      return [421, 'Misdirected Request', 'This relay does not answer to that name.'];
    if (url !== '/sync' && !STOCK.test(url ?? '')) return [404, 'Not Found', 'Devices connect at /sync.'];
    if (headers.origin !== undefined && !addresses.isOrigin(headers.origin)) {
      return [403, 'Forbidden', 'Pages of that origin may not connect to this relay.'];
    }
    if (this.#stopping || !this.#relay.ready) return [503, 'Service Unavailable', 'The relay is starting or stopping.'];
    if (this.#open.size >= this.#limits.maxLinks) return [503, 'Service Unavailable', 'The relay is full.'];
    const near = [...this.#open.values()].filter(({ address }) => address === socket.remoteAddress).length;
    if (near >= this.#limits.maxLinksPerAddress)
      return [429, 'Too Many Requests', 'Too many connections from your address.'];
    return undefined;
  }

  #accept(client: WebSocket, request: IncomingMessage, socket: Duplex, bearer: Bearer | undefined): void {
    const connection = this.#connect(wireOf(client, socket), request);
    if (!connection) return client.close(CLOSE['no-ticket'], 'no-ticket');
    const open = { connection, address: request.socket.remoteAddress ?? '', bearer, alive: true };
    this.#open.set(client, open);
    const pace = new ReadingPace(this.#limits.frameRate, client, () => connection.isBusy);
    const unproved = setTimeout(() => {
      if (!connection.proved) connection.close(POLICY_VIOLATION, 'no proof came');
    }, PROVE_WITHIN);
    client.on('message', (data, isBinary) => {
      open.alive = true;
      pace.count(this.#hear(connection, data, isBinary));
    });
    client.on('pong', () => {
      open.alive = true;
    });
    socket.on('drain', () => {
      connection.drained();
    });
    // `ws` says why and closes the connection itself; `close` follows.
    client.on('error', () => undefined);
    client.on('close', () => {
      clearTimeout(unproved);
      pace.stop();
      this.#open.delete(client);
      connection.gone();
    });
  }

  #connect(wire: Wire, { url = '', headers }: IncomingMessage): SocketEnd | undefined {
    const [, document, ticket = ''] = STOCK.exec(url) ?? [];
    if (document === undefined) return this.#relay.connect(wire, headers.origin);
    const named = document as DocumentId;
    const device = this.#tickets.take(ticket, named);
    return device && this.#relay.connectStock(wire, device, named);
  }

  /** Answers with the number of frames that came. */
  #hear(connection: SocketEnd, data: RawData, isBinary: boolean): number {
    try {
      if (isBinary && data instanceof Uint8Array) return connection.receive(data);
      connection.close(UNSUPPORTED_DATA, 'binary messages only');
    } catch (error) {
      // A fault of ours that this message brought to light: it ends this connection, not the relay.
      this.#journal.trouble('message-failed', { error: sayError(error) });
      connection.close(1011, 'the relay failed over a message');
    }
    return 1;
  }

  #beat(): void {
    // A session in use was made to last longer meanwhile: the device shows it again, and is let in.
    this.#closeThose((bearer) => bearer.expires < Date.now());
    for (const [client, open] of this.#open) {
      if (!open.alive) client.terminate();
      else {
        open.alive = false;
        client.ping();
      }
    }
  }
}

function turnAway(client: WebSocket, code: RefusalCode, say: string): void {
  client.on('error', () => undefined);
  client.send(encodeBatch([{ type: 'refuse', code, say }]));
  client.close(POLICY_VIOLATION, code);
}

/** Never interleaved with what `ws` sends itself (pings, closes): both are whole frames written at once. */
const wireOf = (client: WebSocket, socket: Duplex): Wire => ({
  write: (...parts) => {
    if (client.readyState !== client.OPEN) return;
    if (parts.length > 1) socket.cork();
    for (const part of parts) socket.write(part);
    if (parts.length > 1) socket.uncork();
  },
  get buffered() {
    return socket.writableLength;
  },
  close: (code, reason) => {
    client.close(code, reason);
  },
});
