/**
 * Holds docs/PROTOCOL.md and docs/threat-model.md to the tests. Every rule and case stands there on a line of its own,
 * marked: `- **LOG-4** `built` …` or `- **LOG-8** `to come` …`. A built one must be cited by the title of a test that
 * runs (`test('[LOG-4] …')`, several as `[LOG-3] [T-8]` or `[LOG-3, T-8]`); a test may cite only what stands there.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { citationsIn } from './citations.ts';
import { root } from './run.ts';

const DOCUMENTS = ['docs/PROTOCOL.md', 'docs/threat-model.md'];
const TESTS = ['{shared,sync-server,client,scripts,bench}/**/*.test.ts', 'shared/testing/**/*.ts', 'e2e/**/*.ts'];
const RULE = /^\s*- \*\*([A-Z]+-\d+[a-z]?)\*\*(?: `(built|to come)`)?/gm;

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Rule or case → whether it is marked as built; and what is wrong with the marks themselves. */
function marks(): { built: Map<string, boolean>; wrong: string[] } {
  const built = new Map<string, boolean>();
  const wrong: string[] = [];
  for (const file of DOCUMENTS) {
    for (const [, id = '', mark] of read(file).matchAll(RULE)) {
      if (mark === undefined) wrong.push(`${file}: ${id} is marked neither \`built\` nor \`to come\`.`);
      if (built.has(id)) wrong.push(`${file}: ${id} stands there twice.`);
      built.set(id, mark === 'built');
    }
  }
  return { built, wrong };
}

/** Rule or case → the first file with a test that cites it. */
function citations(): Map<string, string> {
  const cited = new Map<string, string>();
  for (const file of globSync(TESTS, { cwd: root, exclude: (name) => name === 'node_modules' }).sort()) {
    for (const id of citationsIn(file, read(file))) if (!cited.has(id)) cited.set(id, file);
  }
  return cited;
}

const { built, wrong } = marks();
const cited = citations();
for (const [id, isBuilt] of built) {
  if (isBuilt && !cited.has(id)) wrong.push(`${id} is marked as built, but no test cites it: test('[${id}] …').`);
}
for (const [id, file] of cited) {
  if (!built.has(id)) wrong.push(`${file}: a test cites ${id}, which stands in neither ${DOCUMENTS.join(' nor ')}.`);
}
const count = [...built.values()].filter(Boolean).length;
console.log(`${String(built.size)} rules and cases, ${String(count)} built.`);
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
