/** The relay as people run it: a process of its own on a free port, over a folder that is thrown away afterwards. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../sync-server/relay.mjs', import.meta.url));

export class RelayProcess {
  readonly folder: string;
  readonly #settings: Readonly<Record<string, string>>;
  /** What it wrote to its log, line by line. */
  readonly log: string[] = [];
  port = 0;
  #child: ChildProcess | undefined;

  private constructor(folder: string, settings: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#settings = settings;
  }

  static async start(settings: Readonly<Record<string, string>> = {}): Promise<RelayProcess> {
    const relay = new RelayProcess(await mkdtemp(join(tmpdir(), 'grapevine-relay-')), settings);
    await relay.start();
    return relay;
  }

  /** Another one that begins with the disk of this one, which must be stopped. */
  async startLike(): Promise<RelayProcess> {
    const relay = new RelayProcess(await mkdtemp(join(tmpdir(), 'grapevine-relay-')), this.#settings);
    await cp(join(this.folder, 'data'), join(relay.folder, 'data'), { recursive: true });
    await relay.start();
    return relay;
  }

  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Again on the same port and folder, unless it runs. Rejects with what it said when it does not come up. */
  async start(): Promise<void> {
    if (this.#child?.exitCode === null && this.#child.signalCode === null) return;
    const child = spawn(process.execPath, [MAIN], {
      env: {
        PATH: process.env['PATH'],
        GRAPEVINE_PORT: String(this.port),
        GRAPEVINE_DATA: join(this.folder, 'data'),
        GRAPEVINE_APP: join(this.folder, 'app'),
        ...this.#settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => this.log.push(text));
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => {
        reject(new Error(`the relay ended with ${code}: ${this.log.join('')}`));
      });
      createInterface(child.stdout).on('line', (line) => {
        this.log.push(line);
        const listening = /"event":"listening".*"port":(\d+)/.exec(line);
        if (!listening) return;
        this.port = Number(listening[1]);
        resolve();
      });
    });
  }

  /** Ends it with a signal; the answer is its exit code, null when the signal itself ended it. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = once(child, 'exit') as Promise<[number | null]>;
    child.kill(signal);
    return (await exited)[0];
  }

  /** Its disk is gone (REL-4). Only while it is stopped. */
  async wipe(): Promise<void> {
    await rm(join(this.folder, 'data'), { recursive: true, force: true });
  }

  async discard(): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
