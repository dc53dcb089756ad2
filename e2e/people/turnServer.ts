/** coturn, as docs/self-hosting.md sets it up, on one of this machine's own addresses. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSocket } from 'node:dgram';

export const hasCoturn = (): boolean => spawnSync('turnserver', ['--version']).error === undefined;

export class TurnServer {
  readonly address: string;
  readonly port: number;
  readonly secret: string;
  #process: ChildProcess | undefined;

  constructor(address: string, port: number, secret: string) {
    this.address = address;
    this.port = port;
    this.secret = secret;
  }

  async start(): Promise<void> {
    const settings = [
      ['listening-ip', this.address],
      ['relay-ip', this.address],
      ['listening-port', String(this.port)],
      ['realm', 'grapevine'],
      ['static-auth-secret', this.secret],
      ['log-file', join(tmpdir(), `coturn-${String(this.port)}.log`)],
      ['pidfile', join(tmpdir(), `coturn-${String(this.port)}.pid`)],
    ].map(([name = '', value = '']) => `--${name}=${value}`);
    const child = spawn('turnserver', ['-n', '--use-auth-secret', '--no-cli', '--no-tls', '--no-dtls', ...settings], {
      stdio: 'ignore',
    });
    this.#process = child;
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`coturn ended (${String(code)})`)));
    await Promise.race([answersBinding(this.address, this.port), ended]);
    ended.catch(() => undefined);
  }

  async stop(): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }
}

/** RFC 8489: a request over UDP is sent again until it is answered. */
const RESEND_MS = 500;
const BINDING = Buffer.from('000100002112a442' + '00'.repeat(12), 'hex');

async function answersBinding(address: string, port: number): Promise<void> {
  const socket = createSocket('udp4');
  const ask = (): void => socket.send(BINDING, port, address);
  const again = setInterval(ask, RESEND_MS);
  ask();
  await once(socket, 'message');
  clearInterval(again);
  socket.close();
}
