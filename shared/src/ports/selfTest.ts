/** What this browser and its network let the app do, tried out for a person who wonders. */

export const CHECKS = ['relay', 'udp', 'webrtc', 'storage', 'clock', 'page'] as const;
export type Check = (typeof CHECKS)[number];

/** `good` needs nothing, `fair` goes on with less, `bad` is in the way. */
export interface Finding {
  readonly is: 'good' | 'fair' | 'bad';
  readonly code: FindingCode;
  /** What the code counts: ms, addresses, bytes. */
  readonly count?: number;
  /** Beside it: bytes there are in all. */
  readonly of?: number;
}

export type FindingCode =
  /** relay */
  | 'reached'
  | 'no-socket'
  | 'no-relay'
  /** udp */
  | 'addresses'
  | 'outer'
  | 'no-addresses'
  /** webrtc, and udp */
  | 'looped'
  | 'not-looped'
  | 'no-webrtc'
  /** storage */
  | 'kept'
  | 'may-go'
  | 'nearly-full'
  | 'unknown-storage'
  /** clock */
  | 'right'
  | 'ahead'
  | 'behind'
  | 'unknown-clock'
  /** page */
  | 'secure'
  | 'insecure';

export interface SelfTest {
  run(check: Check): Promise<Finding>;
}
