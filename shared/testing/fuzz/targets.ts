import { charterTargets } from './charterTargets.ts';
import { givenTargets } from './givenTargets.ts';
import { nearTarget } from './nearTarget.ts';
import type { Target } from './target.ts';
import { timelineTarget } from './timelineTarget.ts';
import { wireTargets } from './wireTargets.ts';

/** Every door that bytes from anywhere come in by. */
export const targets: readonly Target[] = [
  ...wireTargets,
  timelineTarget,
  ...charterTargets,
  ...givenTargets,
  nearTarget,
];
