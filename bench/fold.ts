/** Entries a second through the timeline's fold, as a device that joins reads them and as they come in one by one. */
import type { RoomId } from '#shared/ids.ts';
import { Timeline } from '#shared/timeline/fold.ts';
import type { Item } from '#shared/timeline/item.ts';
import { conversation } from '#testing/conversation.ts';

const WRITERS = 20;
const BATCH = 500;

function time(run: () => void): number {
  const before = performance.now();
  run();
  return performance.now() - before;
}

function fold(items: readonly Item[], batch: number): number {
  const timeline = new Timeline('' as RoomId);
  const now = items.at(-1)?.hlc.ms ?? 0;
  return time(() => {
    items.forEach((item, at) => {
      timeline.add(item);
      if ((at + 1) % batch === 0) timeline.take(now);
    });
    timeline.take(now);
  });
}

function report(name: string, items: readonly Item[], batch: number): void {
  const samples = [1, 2, 3].map(() => fold(items, batch)).sort((a, b) => a - b);
  const ms = samples[1] ?? NaN;
  console.log(
    `${name.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms ${Math.round((items.length / ms) * 1000)
      .toLocaleString('en')
      .padStart(10)} /s`,
  );
}

for (const count of [10_000, 100_000]) {
  const items = conversation(count, WRITERS);
  const byWriter = items.toSorted((a, b) => b.writer - a.writer || a.seq - b.seq);
  const label = count.toLocaleString('en');
  report(`${label} in order, at once`, items, Infinity);
  report(`${label} in order, by ${BATCH}`, items, BATCH);
  report(`${label} in order, one by one`, items, 1);
  report(`${label} writer after writer, at once`, byWriter, Infinity);
  report(`${label} writer after writer, by ${BATCH}`, byWriter, BATCH);
}
console.log(`heap ${Math.round(process.memoryUsage().heapUsed / 2 ** 20)} MiB`);
