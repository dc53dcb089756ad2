/**
 * A live connection to a relay or a peer that carries batches of frames (wire/frames.ts). It knows nothing of what they say.
 * It reconnects by itself, with backoff and jitter, until it is stopped.
 */
export interface Link {
  start(heard: LinkEvents): void;
  /** Frames given while the link is down are dropped: sessions start anew with every `up`. */
  send(batch: Uint8Array): void;
  /** Bytes handed over and not yet gone (SYN-5). */
  readonly buffered: number;
  /** Tries at once instead of waiting out the backoff. */
  retry(): void;
  /** Ends the present connection, which is known to be dead; dials again as after any loss. */
  drop(reason: string): void;
  stop(): Promise<void>;
}

export interface LinkEvents {
  /** A connection stands; `transport` is this side's transport identity (towards a relay, the page's origin). */
  up(transport: string): void;
  down(reason: string): void;
  batch(bytes: Uint8Array): void;
}
