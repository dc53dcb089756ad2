/**
 * docs/settings.md, made from the settings table. `node sync-server/src/settingsDocs.ts` prints it, `--write` puts it
 * in place, `--check` fails when the file says something else.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { SETTINGS } from './config.ts';

const FILE = new URL('../../docs/settings.md', import.meta.url);

export function settingsDocs(): string {
  const rows = Object.values(SETTINGS).map(
    ({ name, fallback, meaning }) => `| \`${name}\` | ${fallback === '' ? '' : `\`${fallback}\``} | ${meaning} |`,
  );
  return `# Settings of the relay

Environment variables, read and checked at start; a wrong one is named and the relay does not start. This page is made
from the table in sync-server/src/config.ts by \`node sync-server/src/settingsDocs.ts --write\`.

| name | default | meaning |
| --- | --- | --- |
${rows.join('\n')}
`;
}

/** True when docs/settings.md is what the table makes. */
export function settingsDocsAreFresh(): boolean {
  return readFileSync(FILE, 'utf8') === settingsDocs();
}

if (import.meta.main) {
  if (process.argv.includes('--write')) writeFileSync(FILE, settingsDocs());
  else if (!process.argv.includes('--check')) process.stdout.write(settingsDocs());
  else if (!settingsDocsAreFresh()) {
    console.error('docs/settings.md is stale: run node sync-server/src/settingsDocs.ts --write');
    process.exitCode = 1;
  }
}
