/**
 * Peer links by libp2p over WebRTC: in a window (there is no RTCPeerConnection in Workers), or in Node. An introducer brings
 * two together (introducedTransport.ts); from then on nothing of theirs passes through anybody.
 *
 * No third party: peers meet where their own addresses reach, or by STUN and TURN servers of whoever runs the relay
 * (docs/decisions/0028).
 */
import { generateKeyPair } from '@libp2p/crypto/keys';
import { FaultTolerance } from '@libp2p/interface';
import type { ComponentLogger, Connection, Libp2p, MultiaddrConnection, Stream, Upgrader } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { webRTCDirect, type TransportCertificate } from '@libp2p/webrtc';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import type { IceServer } from '#shared/wire/relayInfo.ts';
import type { PeerEvents, PeerLinks, PeerTransport } from '#shared/ports/peerLinks.ts';
import type { PairingStep, PeerPairing } from '#shared/ports/peerPairing.ts';
import { BatchStream } from './batchStream.ts';
import { boundedListener } from './boundedListener.ts';
import { CodePairing } from './codePairing.ts';
import { IntroducedTransport } from './introducedTransport.ts';
import { watchHelper } from './turnHelper.ts';
import { webRtcTransport } from './webRtcTransport.ts';

const PROTOCOL = '/grapevine/1';
/** A way that is not found by then is not found (blocked UDP, another network). */
const MEET_MS = 20_000;
const GOODBYE_MS = 1_000;
/** More than the engine ever keeps; who comes beyond them is turned away before anything is read. */
const MOST_CONNECTIONS = 64;

/** How this device is dialled with nobody in between; in Node alone. */
export interface Listening {
  /** UDP. */
  readonly port: number;
  readonly certificate: TransportCertificate;
  /** Addresses beside its own by which that port is reached, as a router that passes it on has them. */
  readonly also?: readonly string[];
}

interface Met {
  readonly connection: Connection;
  readonly stream: BatchStream;
  /** ms, as `performance.now` has it. */
  readonly at: number;
}

/** What libp2p gives its transports. */
interface Insides {
  readonly upgrader: Upgrader;
  readonly logger: ComponentLogger;
}

export class Libp2pPeers implements PeerLinks, PeerPairing {
  readonly #random: (length: number) => Uint8Array;
  readonly #meetMs: number;
  readonly #listening: Listening | undefined;
  #ice: RTCConfiguration = { iceServers: [] };
  readonly #met = new Map<PeerTransport, Met>();
  readonly #meeting = new Set<PeerTransport>();
  readonly #dialling = new Set<string>();
  #heard: PeerEvents | undefined;
  #node: Libp2p | undefined;
  #introduced: IntroducedTransport | undefined;
  #insides: Insides | undefined;
  #starting: Promise<void> | undefined;
  #pairing: CodePairing | undefined;
  #stepped: (step: PairingStep) => void = () => undefined;

  /** `meetMs`: how long a way to each other is looked for; `listening`: for a device that others dial. */
  constructor(random: (length: number) => Uint8Array, meetMs = MEET_MS, listening?: Listening) {
    this.#listening = listening;
    this.#random = random;
    this.#meetMs = meetMs;
  }

  /** This side's transport id, once it can be met. */
  get own(): PeerTransport | undefined {
    return this.#node?.peerId.toString();
  }

  start(heard: PeerEvents): void {
    if (this.#heard) throw new RangeError('these links were started before');
    this.#heard = heard;
    this.#starting = this.#start(heard);
    // Without WebRTC there are no peers, and the relay alone serves: nothing else depends on it.
    this.#starting.catch((error: unknown) => heard.down('', String(error)));
  }

  meet(peer: PeerTransport): void {
    if (!this.#node || this.#met.has(peer) || this.#meeting.has(peer)) return;
    this.#meeting.add(peer);
    this.#dial(this.#node, peer)
      .finally(() => this.#meeting.delete(peer))
      // Who came in the other way meanwhile has been met.
      .catch((error: unknown) => this.#met.has(peer) || this.#heard?.down(peer, String(error)));
  }

  helpedBy(servers: readonly IceServer[]): void {
    this.#ice = {
      iceServers: servers.map(({ urls, username, credential }) => ({
        urls: [...urls],
        ...(username === undefined ? {} : { username }),
        ...(credential === undefined ? {} : { credential }),
      })),
    };
  }

  dial(at: readonly string[]): void {
    const key = at.join();
    if (!this.#node || this.#dialling.has(key)) return;
    this.#dialling.add(key);
    this.#dialAny(this.#node, at)
      .finally(() => this.#dialling.delete(key))
      .catch((error: unknown) => this.#heard?.down('', String(error)));
  }

  /** Those of others than this machine first. */
  listensAt(): readonly string[] {
    const listening = this.#listening;
    const own = (this.#node?.getMultiaddrs() ?? []).map((address) => String(address).replace(/\/p2p\/.*$/, ''));
    if (!listening || own.length === 0) return [];
    const also = (listening.also ?? []).map((host) => addressAt(host, listening));
    const [loopback, others] = [own.filter(isLoopback), own.filter((address) => !isLoopback(address))];
    return [...also, ...others, ...loopback];
  }

  introduced(peer: PeerTransport, bytes: Uint8Array): void {
    this.#introduced?.take(peer, bytes);
  }

  send(peer: PeerTransport, batch: Uint8Array): void {
    const met = this.#met.get(peer);
    if (met?.stream.send(batch) === false) this.drop(peer, 'reads too slowly');
  }

  drop(peer: PeerTransport, reason: string): void {
    const met = this.#met.get(peer);
    if (met) cut(met.connection, reason);
  }

  onStep(heard: (step: PairingStep) => void): void {
    this.#stepped = heard;
  }

  pair(theirs?: string): void {
    this.#pair(theirs).catch(() => this.#stepped({ step: 'failed', why: 'no-webrtc' }));
  }

  unpair(): void {
    this.#pairing?.stop();
    this.#pairing = undefined;
  }

  async stop(): Promise<void> {
    this.#heard = undefined;
    this.unpair();
    // At once: a page that is being left has no later.
    for (const { connection } of this.#met.values()) cut(connection, 'goodbye');
    await this.#starting?.catch(() => undefined);
    await this.#node?.stop();
  }

  async #start(heard: PeerEvents): Promise<void> {
    const privateKey = await generateKeyPair('Ed25519');
    const introduce = (peer: PeerTransport, bytes: Uint8Array): void => this.#heard?.introduce(peer, bytes);
    const node = await createLibp2p({
      privateKey,
      addresses: { listen: this.#listening ? [`/ip4/0.0.0.0/udp/${this.#listening.port}/webrtc-direct`] : [] },
      // A port that is taken is no reason to meet nobody.
      transportManager: { faultTolerance: FaultTolerance.NO_FATAL },
      transports: [
        (components) => {
          const { upgrader, logger } = components;
          this.#insides = { upgrader, logger };
          return (this.#introduced = new IntroducedTransport(components, { introduce, random: this.#random }));
        },
        // libp2p's own default is to ask four third parties' servers who one is.
        webRtcTransport({ rtcConfiguration: () => this.#ice }, (rtc, connection) => this.#watch(rtc, connection)),
        (components) => boundedListener(webRTCDirect(this.#direct)(components), MOST_CONNECTIONS),
      ],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      // In a browser the default refuses private addresses, which are the ones that are wanted here.
      connectionGater: { denyDialMultiaddr: () => false },
      connectionManager: { maxConnections: MOST_CONNECTIONS, reconnectRetries: 0 },
      connectionMonitor: { enabled: false },
    });
    await node.handle(PROTOCOL, (stream, connection) => this.#meets(stream, connection), { maxInboundStreams: 1 });
    if (!this.#heard) return node.stop();
    this.#node = node;
    heard.reachable(node.peerId.toString());
  }

  async #pair(theirs: string | undefined): Promise<void> {
    await this.#starting;
    if (theirs === undefined) this.unpair();
    this.#pairing ??= this.#newPairing();
    if (theirs === undefined) await this.#pairing.show();
    else await this.#pairing.take(theirs);
  }

  #newPairing(): CodePairing {
    const key = this.#node?.peerId.publicKey?.raw;
    if (!this.#insides || !key) throw new TypeError('links that were not started pair with nobody');
    const pairing = new CodePairing({
      ...this.#insides,
      key,
      configuration: () => Promise.resolve(this.#ice),
      tell: (step) => {
        // What is over is begun anew by the next code.
        if (this.#pairing === pairing && (step.step === 'met' || step.step === 'failed')) this.#pairing = undefined;
        this.#stepped(step);
      },
      connected: (connection) => this.#opens(connection, AbortSignal.timeout(MEET_MS)),
    });
    return pairing;
  }

  async #dial(node: Libp2p, peer: PeerTransport): Promise<void> {
    // Not `AbortSignal.timeout`, which would hold whatever listened to it for as long, met or not.
    const giveUp = new AbortController();
    const { signal } = giveUp;
    const timer = setTimeout(() => giveUp.abort(new Error('no way was found in time')), this.#meetMs);
    try {
      // By force: a way of this side's own. Theirs, which may be there by then, is theirs to open a stream on.
      await this.#opens(await node.dial(multiaddr(`/webrtc/p2p/${peer}`), { signal, force: true }), signal);
    } finally {
      clearTimeout(timer);
      // By an introduction of theirs they may be on their way.
      for (const open of node.getConnections())
        if (open.limits && open.direction === 'outbound' && open.remotePeer.toString() === peer)
          await this.#hangUp(open);
    }
  }

  /** Whoever dialled opens the stream; a connection without one serves nobody. */
  async #opens(connection: Connection, signal: AbortSignal): Promise<void> {
    try {
      this.#meets(await connection.newStream(PROTOCOL, { signal }), connection);
    } catch (error) {
      cut(connection, 'nothing can be said on it');
      throw error;
    }
  }

  /** At all of them at once, for it takes long to find out that one is not reached. */
  async #dialAny(node: Libp2p, at: readonly string[]): Promise<void> {
    const found = new AbortController();
    const signal = AbortSignal.any([AbortSignal.timeout(this.#meetMs), found.signal]);
    const dials = at.map((address) => node.dial(multiaddr(address), { signal, force: true }));
    const connection = await Promise.any(dials);
    found.abort();
    for (const other of await Promise.allSettled(dials))
      if (other.status === 'fulfilled' && other.value !== connection) cut(other.value, 'one is enough');
    if (this.#met.has(connection.remotePeer.toString())) return cut(connection, 'met already');
    await this.#opens(connection, AbortSignal.timeout(this.#meetMs));
  }

  get #direct(): Parameters<typeof webRTCDirect>[0] {
    const { certificate } = this.#listening ?? {};
    // Whoever listens is reached at the address they name, or not.
    return { rtcConfiguration: { iceServers: [] }, ...(certificate ? { certificate } : {}) };
  }

  #watch(rtc: RTCPeerConnection, connection: MultiaddrConnection): void {
    const peer = connection.remoteAddr.getComponents().findLast(({ name }) => name === 'p2p')?.value;
    if (peer !== undefined) watchHelper(rtc, connection, (isHelped) => this.#heard?.helped(peer, isHelped));
  }

  /** The introducer's part is over. */
  async #hangUp(connection: Connection): Promise<void> {
    await connection
      .close({ signal: AbortSignal.timeout(GOODBYE_MS) })
      .catch(() => connection.abort(new Error('no goodbye')));
  }

  #meets(stream: Stream, connection: Connection): void {
    // Of what has ended already nobody would hear that it ends.
    if (connection.status !== 'open') throw new Error('it ended before anything was said');
    const peer = connection.remotePeer.toString();
    const before = this.#met.get(peer);
    // To be met anew by it would end the link and leave it standing here, for ever.
    if (before?.connection === connection) return stream.abort(new Error('a connection is one link'));
    if (before && this.#keepsOver(connection, before)) return cut(connection, 'met already');
    const met = {
      connection,
      stream: new BatchStream(stream, (batch) => this.#heard?.batch(peer, batch)),
      at: performance.now(),
    };
    this.#met.set(peer, met);
    // Met anew: the other side had lost the connection before this one noticed.
    if (before) {
      cut(before.connection, 'met anew');
      this.#heard?.down(peer, 'met anew');
    }
    const ends = (): void => {
      if (this.#met.get(peer) !== met) return;
      this.#met.delete(peer);
      this.#heard?.down(peer, 'closed');
    };
    // The stream is the link.
    // It ends with the connection too: what is ended is not ended again.
    stream.addEventListener('close', () => queueMicrotask(() => cut(connection, 'the stream ended')));
    connection.addEventListener('close', ends);
    this.#pairing?.met(peer);
    this.#heard?.up(peer);
  }

  /** Both dialled at once, and each side heard of the two ways in another order: the one of the lower peer id stays, for both. */
  #keepsOver(late: Connection, { connection, at }: Met): boolean {
    const isAtOnce = performance.now() - at < this.#meetMs && connection.status === 'open';
    return isAtOnce && this.#isOfLower(connection) && !this.#isOfLower(late);
  }

  #isOfLower({ direction, remotePeer }: Connection): boolean {
    const own = this.#node?.peerId.toString() ?? '';
    return (direction === 'outbound') === own < remotePeer.toString();
  }
}

const isLoopback = (address: string): boolean => address.startsWith('/ip4/127.');

const addressAt = (host: string, { port, certificate }: Listening): string =>
  `/ip${host.includes(':') ? 6 : 4}/${host}/udp/${port}/webrtc-direct/certhash/${certificate.certhash}`;

function cut(connection: Connection, reason: string): void {
  if (connection.status !== 'open') return;
  try {
    connection.abort(new Error(reason));
  } catch (error) {
    // Its own last word found the other side gone, which ended it.
    if ((connection.status as Connection['status']) === 'open') throw error;
  }
}
