/** One data channel as a connection that libp2p encrypts, proves and multiplexes: what a pairing by codes comes to. */
import type { Logger } from '@libp2p/interface';
import { AbstractMultiaddrConnection } from '@libp2p/utils';
import { multiaddr } from '@multiformats/multiaddr';
import type { Uint8ArrayList } from 'uint8arraylist';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';

/** What every browser takes as one message. */
const PIECE = 16 * 1024;
/** Handed to the channel and not sent yet; beyond it the sender waits. */
const MOST_BUFFERED = 1024 * 1024;
const LOW = 256 * 1024;

export class ChannelConnection extends AbstractMultiaddrConnection {
  readonly #rtc: RTCPeerConnection;
  readonly #channel: RTCDataChannel;

  constructor(
    rtc: RTCPeerConnection,
    channel: RTCDataChannel,
    peer: PeerTransport,
    direction: 'inbound' | 'outbound',
    log: Logger,
  ) {
    super({ remoteAddr: multiaddr(`/webrtc/p2p/${peer}`), direction, log });
    this.#rtc = rtc;
    this.#channel = channel;
    channel.bufferedAmountLowThreshold = LOW;
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.onData(new Uint8Array(data));
    channel.onbufferedamountlow = () => {
      if (this.writableNeedsDrain) this.safeDispatchEvent('drain');
    };
    channel.onclose = () => this.#ended();
    rtc.onconnectionstatechange = () => {
      if (rtc.connectionState === 'failed' || rtc.connectionState === 'closed') this.#ended();
    };
  }

  sendData(data: Uint8ArrayList): { sentBytes: number; canSendMore: boolean } {
    if (this.#channel.readyState !== 'open') return { sentBytes: 0, canSendMore: false };
    const bytes = data.slice();
    for (let at = 0; at < bytes.length; at += PIECE) this.#channel.send(bytes.slice(at, at + PIECE));
    return { sentBytes: bytes.length, canSendMore: this.#channel.bufferedAmount < MOST_BUFFERED };
  }

  sendClose(): Promise<void> {
    this.#rtc.close();
    return Promise.resolve();
  }

  sendReset(): void {
    this.#rtc.close();
  }

  sendPause(): void {
    // What may come while nobody reads is bounded above it (SYN-5).
  }

  sendResume(): void {
    // As above.
  }

  #ended(): void {
    this.onTransportClosed();
    this.#rtc.close();
  }
}
