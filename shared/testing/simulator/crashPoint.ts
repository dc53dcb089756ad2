/** LOG-9, T-42: where a device may die while it writes. A point passes on whether it was fatal. */
export const CRASH_POINTS = [
  /** An own entry is about to be kept: it is nowhere yet. */
  'keep',
  /** It is kept, and not applied. */
  'apply',
  /** It is applied and kept, its document not flushed. */
  'flush',
  /** A batch is about to leave. */
  'send',
  /** A batch has left. */
  'sent',
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Told that a point is reached; may end the life that reaches it. */
export type Reach = (point: CrashPoint) => void;
