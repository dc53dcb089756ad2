/**
 * A libp2p transport that is nothing but words passed on by an introducer: enough for two peers to agree on a WebRTC
 * connection, encrypted and proved end to end by noise, so that the introducer can neither read nor bend what they agree on.
 * It stands where a circuit relay would (docs/decisions/0028).
 */
import {
  serviceCapabilities,
  transportSymbol,
  type Connection,
  type CreateListenerOptions,
  type DialTransportOptions,
  type Listener,
  type Logger,
  type ComponentLogger,
  type Transport,
  type Upgrader,
} from '@libp2p/interface';
import { AbstractMultiaddrConnection } from '@libp2p/utils';
import { multiaddr, type Multiaddr } from '@multiformats/multiaddr';
import type { Uint8ArrayList } from 'uint8arraylist';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';

/** What one introduction may carry: noise, the choice of protocols, an offer, an answer and their candidates take some 10 KiB. */
const MOST_BYTES = 128 * 1024;
/** Introductions under way with one peer; one is what it takes, two when an old one has not ended yet. */
const MOST_AT_A_TIME = 4;
/** With everybody together. */
const MOST_IN_ALL = 64;
/** Pieces small enough for one frame. */
const PIECE = 8 * 1024;
const ID_BYTES = 8;

const OPENS = 0;
const GOES_ON = 1;
const ENDS = 2;

export interface IntroducedOptions {
  readonly introduce: (peer: PeerTransport, bytes: Uint8Array) => void;
  readonly random: (length: number) => Uint8Array;
}

interface Components {
  readonly upgrader: Upgrader;
  readonly logger: ComponentLogger;
}

const addressOf = (peer: PeerTransport): Multiaddr => multiaddr(`/p2p/${peer}`);

export class IntroducedTransport implements Transport {
  readonly [transportSymbol] = true;
  readonly [Symbol.toStringTag] = '@grapevine/introduced';
  /** What WebRTC insists on: a circuit, in whose place this stands, and identify, of which nothing here needs a word. */
  readonly [serviceCapabilities] = ['@libp2p/circuit-relay-v2-transport', '@libp2p/identify'];
  readonly #components: Components;
  readonly #options: IntroducedOptions;
  readonly #open = new Map<string, Introduction>();

  constructor(components: Components, options: IntroducedOptions) {
    this.#components = components;
    this.#options = options;
  }

  /** Something came from `peer`, or so says who brought it: noise finds out. */
  take(peer: PeerTransport, bytes: Uint8Array): void {
    const key = `${peer} ${text(bytes.subarray(1, 1 + ID_BYTES))}`;
    const data = bytes.subarray(1 + ID_BYTES);
    if (bytes[0] === OPENS) this.#answer(peer, key, bytes.slice(1, 1 + ID_BYTES));
    if (bytes[0] === ENDS) this.#open.get(key)?.ended();
    else this.#open.get(key)?.take(data);
  }

  async dial(address: Multiaddr, options: DialTransportOptions): Promise<Connection> {
    const peer = peerOf(address);
    const id = this.#options.random(ID_BYTES);
    const words = this.#begin(peer, `${peer} ${text(id)}`, id, 'outbound');
    words.opens();
    return this.#components.upgrader.upgradeOutbound(words, { ...options, limits: { bytes: BigInt(MOST_BYTES) } });
  }

  createListener(_options: CreateListenerOptions): Listener {
    throw new TypeError('nobody listens for introductions: whoever is reachable takes them');
  }

  listenFilter(): Multiaddr[] {
    return [];
  }

  /** Bare peer ids: what a WebRTC address is without its `webrtc`. */
  dialFilter(addresses: Multiaddr[]): Multiaddr[] {
    return addresses.filter((address) => {
      const [first, ...more] = address.getComponents();
      return first?.name === 'p2p' && more.length === 0;
    });
  }

  #answer(peer: PeerTransport, key: string, id: Uint8Array): void {
    const going = [...this.#open.keys()].filter((open) => open.startsWith(`${peer} `)).length;
    if (this.#open.has(key) || going >= MOST_AT_A_TIME || this.#open.size >= MOST_IN_ALL) return;
    const words = this.#begin(peer, key, id, 'inbound');
    this.#components.upgrader
      .upgradeInbound(words, { signal: AbortSignal.timeout(UPGRADE_MS), limits: { bytes: BigInt(MOST_BYTES) } })
      .catch((error: unknown) => words.abort(error instanceof Error ? error : new Error(String(error))));
  }

  #begin(peer: PeerTransport, key: string, id: Uint8Array, direction: 'inbound' | 'outbound'): Introduction {
    const say = (kind: number, data: Uint8Array): void => {
      const bytes = new Uint8Array(1 + ID_BYTES + data.length);
      bytes[0] = kind;
      bytes.set(id, 1);
      bytes.set(data, 1 + ID_BYTES);
      this.#options.introduce(peer, bytes);
    };
    const log = this.#components.logger.forComponent('grapevine:introduced');
    const words = new Introduction(addressOf(peer), direction, log, say);
    this.#open.set(key, words);
    words.addEventListener('close', () => this.#open.delete(key));
    return words;
  }
}

/** An upgrade that is not done by then never is. */
const UPGRADE_MS = 15_000;

class Introduction extends AbstractMultiaddrConnection {
  readonly #say: (kind: number, data: Uint8Array) => void;
  #left = MOST_BYTES;

  constructor(
    remoteAddr: Multiaddr,
    direction: 'inbound' | 'outbound',
    log: Logger,
    say: (kind: number, data: Uint8Array) => void,
  ) {
    super({ remoteAddr, direction, log });
    this.#say = say;
  }

  opens(): void {
    this.#say(OPENS, NOTHING);
  }

  take(data: Uint8Array): void {
    this.#left -= data.length;
    if (this.#left < 0) this.abort(new Error('an introduction of too many words'));
    else this.onData(data);
  }

  ended(): void {
    this.onTransportClosed();
  }

  sendData(data: Uint8ArrayList): { sentBytes: number; canSendMore: boolean } {
    const bytes = data.subarray();
    for (let at = 0; at < bytes.length; at += PIECE) this.#say(GOES_ON, bytes.subarray(at, at + PIECE));
    return { sentBytes: bytes.length, canSendMore: true };
  }

  sendClose(): Promise<void> {
    this.#say(ENDS, NOTHING);
    return Promise.resolve();
  }

  sendReset(): void {
    this.#say(ENDS, NOTHING);
  }

  sendPause(): void {
    // What may come while nobody reads is bounded above.
  }

  sendResume(): void {
    // As above.
  }
}

const NOTHING = new Uint8Array();
const text = (id: Uint8Array): string => Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('');

function peerOf(address: Multiaddr): PeerTransport {
  const peer = address.getComponents().findLast(({ name }) => name === 'p2p')?.value;
  if (peer === undefined) throw new TypeError('an address without a peer');
  return peer;
}
