/** One side of a meeting by codes: a WebRTC connection that is described by a code and opened by the other's. */
import { fromSdp, toSdp, type Described } from './pairingSdp.ts';

/** Own addresses are known at once; a server of the relay's settings that does not answer is not waited for. */
const GATHER_MS = 2_000;

export class PairingMeeting {
  readonly rtc: RTCPeerConnection;
  readonly channel: RTCDataChannel;

  constructor(configuration: RTCConfiguration) {
    this.rtc = new RTCPeerConnection(configuration);
    // Agreed on beforehand: nobody has to announce it.
    this.channel = this.rtc.createDataChannel('', { negotiated: true, id: 0 });
    this.channel.binaryType = 'arraybuffer';
  }

  async offer(): Promise<Described> {
    await this.rtc.setLocalDescription(await this.rtc.createOffer());
    return this.#described();
  }

  async answer(theirs: Described): Promise<Described> {
    await this.rtc.setRemoteDescription({ type: 'offer', sdp: toSdp(theirs, 'offer') });
    await this.rtc.setLocalDescription(await this.rtc.createAnswer());
    return this.#described();
  }

  async take(theirs: Described): Promise<void> {
    await this.rtc.setRemoteDescription({ type: 'answer', sdp: toSdp(theirs, 'answer') });
  }

  /** Calls once the two have met, in the turn in which the channel opens: nothing said on it is missed. */
  whenOpen(opened: () => void): void {
    this.channel.onopen = () => opened();
  }

  close(): void {
    this.channel.onopen = null;
    this.rtc.close();
  }

  async #described(): Promise<Described> {
    await this.#gathered();
    const described = fromSdp(this.rtc.localDescription?.sdp ?? '');
    if (!described) throw new TypeError('this browser describes its connection in a way that no code can say');
    return described;
  }

  #gathered(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.rtc.iceGatheringState === 'complete') resolve();
      };
      this.rtc.addEventListener('icegatheringstatechange', look);
      setTimeout(resolve, GATHER_MS);
      look();
    });
  }
}
