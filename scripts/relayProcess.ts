/** A real relay in a process of its own, at an address that stays: for stories, the demo and the benchmarks. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const main = join(root, 'sync-server/relay.mjs');
const app = join(root, 'dist/client');

/** What the relay says once it listens: an address with its port. */
const ADDRESS = /https?:\/\/[^\s/]+:(\d+)/;

export class RelayProcess {
  readonly #data: string;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #inside: readonly string[];
  #process: ChildProcess | undefined;
  /** 0 until the first start took a free one; kept from then on, since an origin is a place to a browser. */
  #port: number;

  /** `data`: the relay's folder. `settings`: further GRAPEVINE_* variables. `port`: 0 for any free one. `inside`: what its command begins with. */
  constructor(data: string, settings: Readonly<Record<string, string>> = {}, port = 0, inside: readonly string[] = []) {
    this.#data = data;
    this.#settings = settings;
    this.#port = port;
    this.#inside = inside;
  }

  /** For measuring what it costs; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get url(): string {
    return `http://localhost:${String(this.#port)}`;
  }

  /** The folder with everything the relay keeps. */
  get data(): string {
    return this.#data;
  }

  get running(): boolean {
    return this.#process !== undefined;
  }

  /** Resolves once the relay listens. Does nothing when it runs already. */
  async start(): Promise<void> {
    if (this.#process) return;
    const env = {
      GRAPEVINE_APP: app,
      ...process.env,
      ...this.#settings,
      GRAPEVINE_PORT: String(this.#port),
      GRAPEVINE_DATA: this.#data,
      GRAPEVINE_LOG: 'info',
    };
    const command = [...this.#inside, process.execPath, main];
    const child = spawn(command[0] ?? process.execPath, command.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    child.once('exit', () => {
      if (this.#process === child) this.#process = undefined;
    });
    this.#port = await portSaidBy(child);
  }

  /** Asks the relay to stop and waits until it has. */
  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Ends the relay at once, as a power cut would. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  /** Stops in the middle of whatever it does, its connections open: nothing passes through it any more. */
  freeze(): void {
    this.#process?.kill('SIGSTOP');
  }

  /** Lets it go on where it was frozen. */
  thaw(): void {
    this.#process?.kill('SIGCONT');
  }

  /** Loses the relay's disk. It must not be running. */
  async wipe(): Promise<void> {
    if (this.#process) throw new Error('stop the relay before its disk is wiped');
    await rm(this.#data, { recursive: true, force: true });
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (!child) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }
}

function portSaidBy(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const hear = (text: string): void => {
      said += text;
      const port = ADDRESS.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    };
    child.stdout?.setEncoding('utf8').on('data', hear);
    child.stderr?.setEncoding('utf8').on('data', hear);
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`the relay ended (${String(code)}) before it listened:\n${said}`));
    });
  });
}
