import type { Benchmark } from './benchmark.ts';
import { guardVsSignatures } from './guard.ts';

/** LOG-5. */
export const guardCost: Benchmark = {
  figures: ['guard_vs_signatures'],
  run: async () => {
    const { ratio, samples } = await guardVsSignatures();
    return [
      {
        name: 'guard_vs_signatures',
        value: ratio,
        samples: { guard_ms: samples.guard, signatures_ms: samples.signatures },
      },
    ];
  },
};
