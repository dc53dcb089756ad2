import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';
import { HeartbeatLease } from './heartbeatLease.ts';
import type { Lease } from './lease.ts';
import { WebLocksLease } from './webLocksLease.ts';

/** Name of the lock and key of the heartbeat. */
export const LEADER = 'grapevine-leader';

/** By Web Locks, or where there are none (http on a LAN) by heartbeats in localStorage. */
export function openLease(clock: Clock, random: Random): Lease {
  // The type promises it; an insecure context does not keep the promise.
  const locks = navigator.locks as LockManager | undefined;
  return locks ? new WebLocksLease(locks, LEADER) : new HeartbeatLease(localStorage, LEADER, clock, random);
}
