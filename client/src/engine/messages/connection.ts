import type { IdentityId, RoomId } from '#shared/ids.ts';

/** How things are with the relay: `syncing` while rooms are being compared and fetched, then `up`. */
export interface Connection {
  readonly state: 'offline' | 'connecting' | 'syncing' | 'up';
  /** ms UTC since when this state lasts. */
  readonly since: number;
  /** Round trip in ms, when known. */
  readonly latency?: number;
  /** Own entries not yet durable on the relay, over all rooms. */
  readonly waiting: number;
  /** Of each room, with whom it is shared straight; absent for none. */
  readonly direct?: Readonly<Record<RoomId, Direct>>;
  /** While syncing: entries put in since the connection came back, own and others'. */
  readonly woven?: { readonly own: number; readonly others: number };
  /** When the relay refused: a sentence for a person. */
  readonly trouble?: string;
}

export interface Direct {
  readonly devices: number;
  /** Whose they are; a person's own other devices are nobody else's. */
  readonly people: readonly IdentityId[];
  /** Of these, who is reached by a TURN server alone. */
  readonly helped?: readonly IdentityId[];
}
