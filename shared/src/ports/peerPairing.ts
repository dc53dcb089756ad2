/**
 * Two devices meet with nobody in between, by codes that people carry from screen to screen: one shows a code, the other takes
 * it and shows an answer, the first takes that. What comes of it is a peer link like any other (`PeerLinks`).
 */
import type { PeerTransport } from './peerLinks.ts';

export interface PeerPairing {
  /** Once, before anything else. */
  onStep(heard: (step: PairingStep) => void): void;
  /** Makes a code to show; or takes what the other device shows, a code or an answer. Links are to be started. */
  pair(theirs?: string): void;
  /** The person turned away: codes that were shown are good for nothing any more. */
  unpair(): void;
}

export type PairingStep =
  | { readonly step: 'show'; readonly is: 'offer' | 'answer'; readonly code: string }
  /** An answer was taken: the two look for each other. */
  | { readonly step: 'meeting' }
  /** Told before the link is up. */
  | { readonly step: 'met'; readonly peer: PeerTransport }
  /** Of what was taken: what is shown stays good. */
  | { readonly step: 'wrong'; readonly why: 'not-a-code' | 'cut' | 'own' | 'other' }
  /** It is over, and to be begun anew. */
  | { readonly step: 'failed'; readonly why: PairingFailure };

/** Nobody answered in time; the two found no way to each other; this browser has no WebRTC. */
export type PairingFailure = 'late' | 'unreached' | 'no-webrtc';
