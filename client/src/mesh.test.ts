/** A room whose devices pair in a ring, with no relay: bench/mesh.ts says what thirty of them cost. */
import { expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { meshTraffic } from '#testing/meshTraffic.ts';

test('[SYN-7] ten devices that wrote apart come to hold the same by a few links each, for at most 2.5 times the bytes that must move', async () => {
  await cryptoReady();
  const { moved, mustMove, links } = await meshTraffic(10, 10);
  expect(moved / mustMove).toBeLessThan(2.5);
  expect(links[1]).toBeLessThanOrEqual(8);
}, 120_000);
