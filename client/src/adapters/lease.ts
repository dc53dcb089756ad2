import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';
import { HeartbeatLease } from './heartbeatLease.ts';
import { WebLocksLease } from './webLocksLease.ts';

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

/** Name of the lock and key of the heartbeat. */
export const LEADER = 'grapevine-leader';

/** By Web Locks, or where there are none (http on a LAN) by heartbeats in localStorage. */
export function openLease(clock: Clock, random: Random): Lease {
  // The type promises it; an insecure context does not keep the promise.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? new WebLocksLease(locks, LEADER) : new HeartbeatLease(localStorage, LEADER, clock, random);
}
