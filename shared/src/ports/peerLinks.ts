import type { IceServer } from '#shared/wire/relayInfo.ts';

/**
 * Live connections straight to other devices, by their transport ids. It knows nothing of devices, rooms or proofs: whom to
 * meet, and whether they are who they should be, is the engine's business (SYN-3).
 */
export interface PeerLinks {
  start(heard: PeerEvents): void;
  /** Dials, unless connected. What comes of it is told by `up`, or by `down` when it failed. */
  meet(peer: PeerTransport): void;
  /** Dials whoever listens at one of these addresses (MRK-4). Who answers is told by `up`; of nobody, nothing. */
  dial(at: readonly string[]): void;
  /** Where this device can be dialled itself, as of now: nowhere, in a browser. */
  listensAt?(): readonly string[];
  /** STUN and TURN servers for finding ways to others, in place of those named before. */
  helpedBy(servers: readonly IceServer[]): void;
  /** Something an introducer brought from `peer`: part of how two agree on a way to each other. */
  introduced(peer: PeerTransport, bytes: Uint8Array): void;
  /** Batches given to who is not connected are dropped: sessions start anew with every `up`. */
  send(peer: PeerTransport, batch: Uint8Array): void;
  drop(peer: PeerTransport, reason: string): void;
  stop(): Promise<void>;
}

/** A transport identity towards peers: fresh with every run, and bound to a device by SYN-3's proof. Text of at most 64. */
export type PeerTransport = string;

export interface PeerEvents {
  /** This device can be met under this id from now on. */
  reachable(own: PeerTransport): void;
  /** Bring these bytes to `peer` by whoever can reach it. */
  introduce(peer: PeerTransport, bytes: Uint8Array): void;
  up(peer: PeerTransport): void;
  /** A connection ended, or could not be had. */
  down(peer: PeerTransport, reason: string): void;
  batch(peer: PeerTransport, bytes: Uint8Array): void;
  /** The connection goes by a TURN server, or does no longer. May come before `up`. */
  helped(peer: PeerTransport, isHelped: boolean): void;
}
