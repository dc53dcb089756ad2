/** A run in which all that can happen does: quarrels, mishaps, and by its seed people with two devices and liars. */
import { MISHAPS } from './mishaps.ts';
import type { Plan } from './simulate.ts';

export function everything(seed: number): Plan {
  const devices = 3 + (seed % 3);
  // Two honest people are left at least, for whom to agree means something.
  return {
    seed,
    devices,
    quarrels: true,
    mishaps: MISHAPS,
    liars: Math.min(seed % 3, devices - 2),
    linked: (seed >> 1) % 3,
  };
}
