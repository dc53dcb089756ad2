/** One side of a meeting by codes, as the other has to know it. */
export interface Address {
  readonly type: 'host' | 'srflx' | 'relay';
  /** IPv4, IPv6, or the name in place of an address that multicast DNS resolves. */
  readonly host: string;
  readonly port: number;
}

export interface PairingSide {
  /** Ed25519, 32 bytes: the transport id this side proves by noise. */
  readonly key: Uint8Array;
  /** SHA-256 of the certificate it shows, 32 bytes. */
  readonly fingerprint: Uint8Array;
  readonly ufrag: string;
  readonly pwd: string;
  readonly addresses: readonly Address[];
}
