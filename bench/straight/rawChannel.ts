/**
 * A bare data channel between two processes: no libp2p, no session, nothing looked at. The same implementation of WebRTC
 * (libdatachannel), messages of the size libp2p cuts to, as much handed to it at a time as libp2p hands.
 */
import { RTCPeerConnection } from 'node-datachannel/polyfill';

const MESSAGE = 16 * 1024;
const MOST_BUFFERED = 2 * 1024 * 1024;

/** Session descriptions, with the candidates in them, brought to the other side. */
export type Words = { readonly type: 'offer' | 'answer'; readonly sdp: string };

/** Sends as many bytes as the other side asks for, whenever it asks. */
export async function rawServer(offer: Words): Promise<Words> {
  const rtc = new RTCPeerConnection({ iceServers: [] });
  rtc.ondatachannel = ({ channel }) => {
    channel.binaryType = 'arraybuffer';
    channel.onmessage = ({ data }) => void sendAll(channel, Number(data));
  };
  await rtc.setRemoteDescription(offer);
  await rtc.setLocalDescription((await rtc.createAnswer()) as RTCSessionDescriptionInit);
  return described(rtc, 'answer');
}

async function sendAll(channel: RTCDataChannel, bytes: number): Promise<void> {
  const message = new Uint8Array(MESSAGE);
  channel.bufferedAmountLowThreshold = MOST_BUFFERED / 2;
  for (let sent = 0; sent < bytes; sent += MESSAGE) {
    if (channel.bufferedAmount >= MOST_BUFFERED)
      await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
    channel.send(message.subarray(0, Math.min(MESSAGE, bytes - sent)));
  }
}

export class RawChannel {
  readonly #rtc = new RTCPeerConnection({ iceServers: [] });
  readonly #channel = this.#rtc.createDataChannel('raw');

  /** `bring`: takes the offer to the other side and brings its answer. */
  async open(bring: (offer: Words) => Promise<Words>): Promise<void> {
    this.#channel.binaryType = 'arraybuffer';
    const opened = new Promise((resolve) => this.#channel.addEventListener('open', resolve, { once: true }));
    await this.#rtc.setLocalDescription((await this.#rtc.createOffer()) as RTCSessionDescriptionInit);
    await this.#rtc.setRemoteDescription(await bring(await described(this.#rtc, 'offer')));
    await opened;
  }

  /** ms from asking for so many bytes until the last of them is here. */
  fetch(bytes: number): Promise<number> {
    const begun = performance.now();
    let came = 0;
    return new Promise((resolve) => {
      this.#channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
        came += data.byteLength;
        if (came >= bytes) resolve(performance.now() - begun);
      };
      this.#channel.send(String(bytes));
    });
  }

  close(): void {
    this.#rtc.close();
  }
}

async function described(rtc: RTCPeerConnection, type: Words['type']): Promise<Words> {
  if (rtc.iceGatheringState !== 'complete')
    await new Promise<void>((resolve) => {
      rtc.addEventListener('icegatheringstatechange', () => {
        if (rtc.iceGatheringState === 'complete') resolve();
      });
    });
  return { type, sdp: rtc.localDescription.sdp };
}
