/** A bare data channel between two pages: messages as large as libp2p's, as much handed to it at a time. */
import type { Page } from '@playwright/test';
import { median } from '../measure/median.ts';

interface Raw {
  raw?: { readonly rtc: RTCPeerConnection; readonly channel?: RTCDataChannel };
}

/** ms from the receiver's question to the last of so many bytes, the median of so many times after one while the channel warms. */
export async function rawBetween(sender: Page, receiver: Page, bytes: number, times: number): Promise<number> {
  const offer = await receiver.evaluate(offered);
  const answer = await sender.evaluate(answered, offer);
  await receiver.evaluate(taken, answer);
  await receiver.evaluate(fetched, bytes);
  const took: number[] = [];
  while (took.length < times) took.push(await receiver.evaluate(fetched, bytes));
  return median(took);
}

// What runs in the pages.

async function offered(): Promise<string> {
  const rtc = new RTCPeerConnection({ iceServers: [] });
  const channel = rtc.createDataChannel('raw');
  channel.binaryType = 'arraybuffer';
  (globalThis as Raw).raw = { rtc, channel };
  await rtc.setLocalDescription();
  while (rtc.iceGatheringState !== 'complete')
    await new Promise((resolve) => rtc.addEventListener('icegatheringstatechange', resolve, { once: true }));
  return rtc.localDescription?.sdp ?? '';
}

async function answered(sdp: string): Promise<string> {
  const rtc = new RTCPeerConnection({ iceServers: [] });
  (globalThis as Raw).raw = { rtc };
  rtc.ondatachannel = ({ channel }) => {
    channel.bufferedAmountLowThreshold = 1024 * 1024;
    channel.onmessage = async ({ data }) => {
      const message = new Uint8Array(16 * 1024);
      for (let left = Number(data); left > 0; left -= message.length) {
        if (channel.bufferedAmount >= 2 * 1024 * 1024)
          await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }));
        channel.send(message.subarray(0, Math.min(message.length, left)));
      }
    };
  };
  await rtc.setRemoteDescription({ type: 'offer', sdp });
  await rtc.setLocalDescription();
  while (rtc.iceGatheringState !== 'complete')
    await new Promise((resolve) => rtc.addEventListener('icegatheringstatechange', resolve, { once: true }));
  return rtc.localDescription?.sdp ?? '';
}

async function taken(sdp: string): Promise<void> {
  const raw = (globalThis as Raw).raw;
  await raw?.rtc.setRemoteDescription({ type: 'answer', sdp });
  if (raw?.channel?.readyState !== 'open')
    await new Promise((resolve) => raw?.channel?.addEventListener('open', resolve, { once: true }));
}

function fetched(bytes: number): Promise<number> {
  const channel = (globalThis as Raw).raw?.channel;
  const begun = performance.now();
  let came = 0;
  return new Promise((resolve) => {
    if (!channel) return;
    channel.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      came += data.byteLength;
      if (came >= bytes) resolve(performance.now() - begun);
    };
    channel.send(String(bytes));
  });
}
