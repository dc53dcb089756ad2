/** The time of the device. Never decides what counts (CHA-1); only when things are done and shown. */
export interface Clock {
  /** ms since 1970, UTC. */
  now(): number;
  /** Runs `run` once, `ms` from now; the function returned calls it off. */
  after(ms: number, run: () => void): () => void;
}
