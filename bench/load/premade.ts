import { frameMessage } from './webSocket.ts';

/** Messages of one sender, framed and laid out one after the other: any stretch of them is one write. */
export interface Premade {
  readonly bytes: Buffer;
  /** Where each message ends. */
  readonly ends: readonly number[];
}

export function premade(messages: readonly Uint8Array[]): Premade {
  const frames = messages.map(frameMessage);
  let end = 0;
  return { bytes: Buffer.concat(frames), ends: frames.map((frame) => (end += frame.length)) };
}

/** The frames from message `from` up to `to`. */
export const stretch = ({ bytes, ends }: Premade, from: number, to: number): Buffer =>
  bytes.subarray(from === 0 ? 0 : ends[from - 1], ends[to - 1]);
