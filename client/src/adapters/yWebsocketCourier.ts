import * as decoding from 'lib0/decoding';
import { isNode } from 'lib0/environment';
import { Awareness } from 'y-protocols/awareness';
import { messageAuth, messageAwareness, messageQueryAwareness, messageSync, WebsocketProvider } from 'y-websocket';
import type { Doc } from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import type { Carriage, Courier, Road } from '#shared/ports/courier.ts';
import { VirtualSocket } from './virtualSocket.ts';

/**
 * Carries documents by y-websocket's provider, one each, over the one multiplexed link. The provider asks by state vector
 * when the channel opens and sends what the document gains; its own handling of what arrives, which applies before anyone
 * can look, is replaced by the guard's (LOG-4), and its awareness, which binds nobody, is cut out (MRK-3).
 *
 * Carry a document only once it is loaded: updates applied later are sent.
 */
export const yWebsocketCourier: Courier = { carry: (document, doc, road) => new ProviderCarriage(document, doc, road) };

/** Never dialled: the provider wants an address, and a polyfill stands where it would dial. */
const NOWHERE = 'ws://link.invalid';

class ProviderCarriage implements Carriage {
  readonly origin: WebsocketProvider;
  readonly #road: Road;
  #socket: VirtualSocket | undefined;

  constructor(document: DocumentId, doc: Doc, road: Road) {
    this.#road = road;
    this.origin = guardedProvider(document, doc, this.#polyfill(), (message) => this.#receive(message));
  }

  up(): void {
    if (this.origin.shouldConnect) return;
    this.origin.connect();
    this.#socket?.open();
  }

  down(): void {
    this.#socket = undefined;
    this.origin.disconnect();
  }

  message(bytes: Uint8Array): void {
    this.#socket?.deliver(bytes);
  }

  close(): void {
    this.#socket = undefined;
    this.origin.awareness.destroy();
    this.origin.destroy();
  }

  #receive(message: Uint8Array): void {
    for (const answer of this.#road.receive(message, this.origin)) this.#road.send(answer);
  }

  /** What the provider makes when it connects: a socket whose other end is the road. */
  #polyfill(): typeof WebSocket {
    const made = (socket: VirtualSocket): void => void (this.#socket = socket);
    const send = (message: Uint8Array): void => this.#road.send(message);
    class RoadSocket extends VirtualSocket {
      constructor() {
        super(send);
        made(this);
      }
    }
    return RoadSocket as unknown as typeof WebSocket;
  }
}

function guardedProvider(
  document: DocumentId,
  doc: Doc,
  polyfill: typeof WebSocket,
  receive: (message: Uint8Array) => void,
): WebsocketProvider {
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  const provider = new WebsocketProvider(NOWHERE, document, doc, {
    awareness,
    connect: false,
    disableBc: true,
    WebSocketPolyfill: polyfill,
  });
  const ignore = (): void => undefined;
  provider.messageHandlers[messageSync] = (_encoder, decoder) => receive(decoding.readTailAsUint8Array(decoder));
  for (const type of [messageAwareness, messageAuth, messageQueryAwareness]) provider.messageHandlers[type] = ignore;
  stopTimers(provider, awareness);
  // In Node every provider waits for the process to end, to say goodbye by an awareness it does not have.
  if (isNode) process.off('exit', provider._exitHandler);
  return provider;
}

/**
 * Two intervals a document, for a hundred documents: one renews an awareness state there is none of, the other reopens a
 * socket on which nothing came for 30 s, which the link does for all channels at once.
 */
function stopTimers(provider: WebsocketProvider, awareness: Awareness): void {
  clearInterval(provider._checkInterval as number);
  clearInterval(awareness._checkInterval as number);
}
