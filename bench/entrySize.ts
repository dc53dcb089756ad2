import type { Benchmark } from './benchmark.ts';
import { wireBytes43 } from './guard.ts';

/** ENT-5. */
export const entrySize: Benchmark = {
  figures: ['wire_bytes_43'],
  run: async () => {
    const bytes = await wireBytes43();
    return [{ name: 'wire_bytes_43', value: bytes, samples: { bytes: [bytes] } }];
  },
};
