/** Everything random comes through here, so that a run replays from its seed. */
export interface Random {
  /** `length` unpredictable bytes. */
  bytes(length: number): Uint8Array;
}
