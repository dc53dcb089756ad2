/** Runs the project's programs from its root, with node_modules/.bin first, as an npm script would. */
import { spawn, type SpawnOptions } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

export const root = dirname(import.meta.dirname);

const path = [join(root, 'node_modules', '.bin'), process.env['PATH'] ?? ''].join(delimiter);

export function start(command: string, args: readonly string[], options: SpawnOptions = {}) {
  const env = { ...process.env, PATH: path, ...options.env };
  return spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options, env });
}

export interface Outcome {
  readonly ok: boolean;
  /** stdout and stderr as they came; empty when they went to the terminal. */
  readonly output: string;
}

/** Runs to the end. A program that cannot be started, or was killed, is not ok. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Outcome> {
  const child = start(command, args, options);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      resolve({ ok: false, output: error.message });
    });
    child.once('close', (code) => {
      resolve({ ok: code === 0, output });
    });
  });
}
