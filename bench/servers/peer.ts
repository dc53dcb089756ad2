/** A peer's server in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { root } from '../../scripts/run.ts';
import { pinServer } from '../measure/cores.ts';
import type { Server } from './server.ts';

const PROGRAMS = {
  ws: 'broadcast.cjs',
  'y-websocket': 'node_modules/y-websocket/bin/server.cjs',
};

export async function startPeer(which: keyof typeof PROGRAMS): Promise<Server> {
  const port = await freePort();
  const program = join(root, 'bench', 'peers', PROGRAMS[which]);
  const env = { PATH: process.env['PATH'], PORT: String(port), HOST: 'localhost' };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  await listening(port, () => child.exitCode !== null);
  const pid = child.pid ?? NaN;
  pinServer(pid);
  return {
    port,
    pid,
    discard: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listening(port: number, died: () => boolean): Promise<void> {
  while (!(await answers(port))) if (died()) throw new Error('a peer of the benchmarks did not start: see above');
}

function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: 'localhost' });
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => setTimeout(resolve, 20, false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}
