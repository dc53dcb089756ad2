/**
 * Chromium: a message from the press of Enter to the other person's screen, straight and by the relay, message by message in
 * turn; and how soon after a tab is opened anew it has its first link.
 */
import { buildApp } from '../scripts/build.ts';
import type { Benchmark } from './benchmark.ts';
import { Two } from './browser/straight.ts';
import { freeLoad, pinLoad } from './measure/cores.ts';
import { median, quantile } from './measure/median.ts';
import { startRelay } from './servers/relay.ts';

const MESSAGES = 100;
const WARM_UP = 10;
const TABS = 5;

export const straightInBrowsers: Benchmark = {
  figures: ['direct_p50_vs_relay', 'direct_p99_vs_relay', 'first_link_ms'],
  run: async () => {
    if (!(await buildApp())) throw new Error('the app does not build');
    freeLoad();
    const relays = [await startRelay(), await startRelay()] as const;
    const [one, other] = relays.map(({ port }) => `http://localhost:${port}`) as [string, string];
    const pairs = [await Two.inARoom(one, true), await Two.inARoom(other, false)] as const;
    try {
      const { straight, byRelay } = await ways(...pairs, relays[0].pid);
      const links: number[] = [];
      for (let i = 0; i < TABS; i++) links.push(await pairs[0].firstLink());
      const samples = { straight_ms: straight, by_relay_ms: byRelay };
      const share = (of: number): number => quantile(straight, of) / quantile(byRelay, of);
      return [
        { name: 'direct_p50_vs_relay', value: share(0.5), samples },
        { name: 'direct_p99_vs_relay', value: share(0.99), samples },
        { name: 'first_link_ms', value: median(links), samples: { first_link_ms: links } },
      ];
    } finally {
      for (const pair of pairs) await pair.discard();
      for (const relay of relays) await relay.discard();
      pinLoad();
    }
  },
};

async function ways(straightly: Two, relayed: Two, relay: number): Promise<{ straight: number[]; byRelay: number[] }> {
  const [straight, byRelay]: [number[], number[]] = [[], []];
  for (let i = 0; i < WARM_UP + MESSAGES; i++) {
    process.stderr.write(`  message ${i + 1}/${WARM_UP + MESSAGES}\r`);
    // Frozen it can have no part in it; between messages it acknowledges, as it does where it is there.
    process.kill(relay, 'SIGSTOP');
    const one = await straightly.way(`Number ${i}.`);
    process.kill(relay, 'SIGCONT');
    const other = await relayed.way(`Number ${i}.`);
    if (i < WARM_UP) continue;
    straight.push(one);
    byRelay.push(other);
  }
  return { straight, byRelay };
}
