/** `npm run demo`: a relay with a room in it where 83 people said 1,475 things today. Prints the link to walk in by. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { buildApp } from './build.ts';
import { readDay } from './demo/day.ts';
import { replay } from './demo/replay.ts';
import { RelayProcess } from './relayProcess.ts';

const folder = await mkdtemp(join(tmpdir(), 'grapevine-demo-'));
const relay = new RelayProcess(join(folder, 'relay'), {}, Number(process.env['GRAPEVINE_PORT'] ?? 0));

async function close(): Promise<void> {
  await relay.stop();
  await rm(folder, { recursive: true, force: true });
  process.exit();
}
process.once('SIGINT', () => void close());
process.once('SIGTERM', () => void close());

if (!(await buildApp())) process.exit(1);
await cryptoReady();
await relay.start();
const day = readDay(Date.now());
const authors = new Set(day.map(({ from }) => from)).size;
console.log(
  `Replaying a day of #ubuntu: ${String(day.length)} messages, ${String(authors)} devices, relay at ${relay.url}`,
);
const isTerminal = process.stdout.isTTY;
const { link } = await replay({
  relay: relay.url,
  day,
  name: '#ubuntu',
  progress: (said, of) => {
    if (isTerminal) process.stdout.write(`\r${String(said)} of ${String(of)} messages`);
    else if (said % 100 === 0 || said === of) console.log(`${String(said)} of ${String(of)} messages`);
  },
});
console.log(
  `\n\nOpen this in a browser, in as many profiles as you like:\n\n  ${link}\n\nThe owner's device stays here to let you in. Ctrl-C ends the demo and removes it.`,
);
