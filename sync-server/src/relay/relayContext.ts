import type { Clock } from '#shared/ports/clock.ts';
import type { RelayStore } from '#shared/ports/relayStore.ts';
import type { IceServer } from '#shared/wire/relayInfo.ts';
import type { Journal } from '../journal.ts';
import type { CatchUp } from './catchUp.ts';
import type { Husks } from './husks.ts';
import type { Intake } from './intake.ts';
import type { Rooms } from './rooms.ts';

/** What the handlers of frames share. */
export interface RelayContext {
  readonly store: RelayStore;
  readonly rooms: Rooms;
  readonly intake: Intake;
  readonly catchUp: CatchUp;
  readonly husks: Husks;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly limits: RelayLimits;
  /** STUN and TURN servers, with passwords made now. */
  readonly ice: () => readonly IceServer[];
}

export interface RelayLimits {
  /** Whether rooms that are new to this relay are taken. */
  readonly open: boolean;
  /** Join requests kept a room, and for how many days. */
  readonly joinRequests: number;
  readonly joinRequestDays: number;
}
