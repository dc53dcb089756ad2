/** Our relay as people run it, over an empty folder on the project's own disk: a temporary one may be memory. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { RelayProcess } from '../../scripts/relayProcess.ts';
import { root } from '../../scripts/run.ts';
import { pinServer } from '../measure/cores.ts';
import type { Server } from './server.ts';

export const scratch = (): string => {
  const folder = join(root, '.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  return mkdtempSync(join(folder, 'run-'));
};

/** `settings`: GRAPEVINE_* that differ from what people run it with. */
export async function startRelay(settings: Readonly<Record<string, string>> = {}): Promise<Server> {
  const relay = new RelayProcess(scratch(), settings);
  await relay.start();
  const pid = relay.pid ?? NaN;
  pinServer(pid);
  return {
    port: Number(new URL(relay.url).port),
    pid,
    discard: async () => {
      await relay.kill();
      await relay.wipe();
    },
  };
}
