/**
 * A Chromium that trusts a certificate authority of somebody's own, as after they installed it: by Chromium's rule for workplaces
 * (`CACertificates`), in a mount namespace of its own, so that no other browser of this machine hears of it.
 */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemBrowser } from '../../scripts/browser.mjs';

const RULES = '/etc/chromium';

/** Can this machine give a program mounts of its own? Linux, and root at that. */
export const canTrust = (): boolean =>
  systemBrowser() !== undefined && spawnSync('unshare', ['-m', 'true'], { stdio: 'ignore' }).status === 0;

/**
 * Path of a program that starts it. `ca`: in PEM; `folder`: for what it takes, thrown away by whoever gave it; `inside`: what its command
 * begins with.
 */
export async function trustingBrowser(folder: string, ca: string, inside: readonly string[] = []): Promise<string> {
  const [managed, program] = [join(folder, 'policies', 'managed'), join(folder, 'chromium')];
  const der = (await readFile(ca, 'utf8')).replace(/-----[^-]+-----|\s/g, '');
  await mkdir(managed, { recursive: true });
  await writeFile(join(managed, 'grapevine.json'), JSON.stringify({ CACertificates: [der] }));
  const steps = [
    'mount --make-rprivate /',
    `mkdir -p ${RULES}`,
    `mount --bind '${folder}' ${RULES}`,
    `exec '${systemBrowser() ?? 'chromium'}' "$@"`,
  ].join(' && ');
  await writeFile(
    program,
    `#!/bin/sh\nexec ${inside.join(' ')} unshare -m sh -c '${steps.replaceAll("'", String.raw`'\''`)}' sh "$@"\n`,
    {
      mode: 0o755,
    },
  );
  return program;
}
