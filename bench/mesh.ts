/** What a room of 30 devices costs its members' links, with no relay: `node bench/mesh.ts [devices] [messages each]`. */
import { cryptoReady } from '#shared/crypto/ready.ts';
import { meshTraffic } from '#testing/meshTraffic.ts';

const [devices = 30, messages = 20] = process.argv.slice(2).map(Number);
await cryptoReady();
const { mustMove, moved, byFrame, seconds, links } = await meshTraffic(devices, messages);
const ratio = (moved / mustMove).toFixed(2);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
console.log(
  `${devices} devices with ${messages} messages each that nobody else has, ${links[0]} to ${links[1]} links each`,
);
console.log(
  `must move ${megabytes(mustMove)}, moved ${megabytes(moved)}: ${ratio} (promised: at most 2.5), in ${seconds.toFixed(1)} s`,
);
for (const [type, bytes] of Object.entries(byFrame).sort(([, a], [, b]) => b - a))
  console.log(`  ${type.padEnd(12)} ${megabytes(bytes)}`);
process.exit(0);
