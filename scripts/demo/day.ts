/** A channel's day of real messages (data/README.md says whose), as the demo, a test and the benchmarks replay it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

export interface Said {
  readonly from: string;
  readonly text: string;
  /** ms UTC. */
  readonly at: number;
}

const FILE = join(import.meta.dirname, 'data/ubuntu-2017-07-15.jsonl.gz');

/** Its 1,475 messages of 83 authors in order, moved in time so that the last one is said at `end` (ms UTC). */
export function readDay(end: number): Said[] {
  const lines = gunzipSync(readFileSync(FILE)).toString('utf8').trim().split('\n');
  const day = lines.map((line) => {
    const { from, text, at } = JSON.parse(line) as { from: string; text: string; at: string };
    return { from, text, at: Date.parse(at) };
  });
  const shift = end - (day.at(-1)?.at ?? end);
  return day.map((said) => ({ ...said, at: said.at + shift }));
}
