/**
 * Which tab runs the engine. A hint only: two tabs may think they lead for a moment, and the store's own lease, checked in
 * every transaction, decides whose writes count (LOG-9).
 */
export interface Lease {
  /** Asks to lead, as soon as nobody else does. Told `lead` and `robbed` in turns. */
  start(events: LeaseEvents): void;
  /** Leads in the place of a leader who does not answer. */
  steal(): void;
  stop(): void;
}

export interface LeaseEvents {
  lead(): void;
  robbed(): void;
}
