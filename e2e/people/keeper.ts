/** A device without a window that keeps rooms alive, as people run it: a process of its own over a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const SCRIPT = join(import.meta.dirname, '../../scripts/peer.ts');

export class Keeper {
  readonly #folder: string;
  #process: ChildProcess | undefined;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(): Promise<Keeper> {
    return new Keeper(await mkdtemp(join(tmpdir(), 'grapevine-keeper-')));
  }

  /** Resolves once it is in. */
  joins(link: string): Promise<void> {
    return this.#run(['join', link, '--name', 'Keeper'], 'In “');
  }

  /** Goes on with the rooms it is in. */
  runs(): Promise<void> {
    return this.#run(['run'], 'Keeping ');
  }

  async ends(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    if (!process || process.exitCode !== null) return;
    process.kill('SIGTERM');
    await once(process, 'exit');
  }

  async discard(): Promise<void> {
    await this.ends();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #run(command: readonly string[], until: string): Promise<void> {
    const child = spawn(process.execPath, [SCRIPT, ...command, '--folder', this.#folder]);
    this.#process = child;
    const said: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const lines = createInterface({ input: child.stdout });
    await new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => {
        said.push(line);
        if (line.startsWith(until)) resolve();
      });
      child.once('exit', (code) => reject(new Error(`the keeper ended with ${String(code)}: ${said.join('\n')}`)));
    });
  }
}
