/**
 * `npm test`: unit and property tests, then the app's build, then the stories in a browser. Words after it choose files
 * or stories by name (`npm test -- guard`), `--unit` and `--stories` one of the two. Ends with `N passed, N failed`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { buildApp } from './build.ts';
import { root, run } from './run.ts';
import { close, sum, type Tally } from './tally.ts';

const CRASHED: Tally = { passed: 0, failed: 1 };

const { values, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: { unit: { type: 'boolean', default: false }, stories: { type: 'boolean', default: false } },
});
const reports = join(root, '.cache', 'reports');

/** Reads a runner's report; undefined when it died before writing one. */
function report(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    console.error(`No report in ${file}: ${String(error)}`);
    return undefined;
  }
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** A failure's name and the first line of why, said again just before the closing line, where whoever reads a log's end finds it. */
function name(failure: string, why = ''): void {
  console.log(`✗ ${failure}: ${why.split('\n', 1)[0] ?? ''}`);
}

async function unitTests(): Promise<Tally> {
  const file = join(reports, 'unit.json');
  const { ok } = await run('vitest', [
    'run',
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ]);
  const read = report(file) as VitestReport | undefined;
  if (!read) return CRASHED;
  // A file that does not even load has no tests to count, an error outside every test none either.
  const unloaded = read.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0);
  for (const file of unloaded) name(relative(root, file.name), 'does not load');
  for (const file of read.testResults) {
    for (const test of file.assertionResults.filter(({ status }) => status === 'failed'))
      name(`${relative(root, file.name)} › ${test.fullName}`, test.failureMessages[0]);
  }
  const failed = read.numFailedTests + unloaded.length;
  if (!ok && failed === 0) name('unit tests', 'an error outside every test');
  return { passed: read.numPassedTests, failed: ok ? failed : Math.max(failed, 1) };
}

interface Suite {
  readonly suites?: readonly Suite[];
  readonly specs: readonly {
    readonly ok: boolean;
    readonly file: string;
    readonly title: string;
    readonly tests: readonly { readonly results: readonly { readonly error?: { readonly message?: string } }[] }[];
  }[];
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
  readonly errors: readonly { readonly message?: string }[];
  readonly suites: readonly Suite[];
}

const specsOf = (suite: Suite): Suite['specs'] => [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];

async function stories(): Promise<Tally> {
  if (!(await buildApp())) return CRASHED;
  const file = join(reports, 'stories.json');
  const { ok } = await run('playwright', ['test', '--pass-with-no-tests', '--reporter=list,json', ...filters], {
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file, FORCE_COLOR: '0' },
  });
  const read = report(file) as PlaywrightReport | undefined;
  if (!read) return CRASHED;
  for (const spec of read.suites.flatMap(specsOf).filter((one) => !one.ok))
    name(`${spec.file} › ${spec.title}`, spec.tests[0]?.results[0]?.error?.message);
  for (const error of read.errors) name('stories', error.message);
  const failed = read.stats.unexpected + read.stats.flaky + read.errors.length;
  return { passed: read.stats.expected, failed: ok ? failed : Math.max(failed, 1) };
}

rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });
const tallies: Tally[] = [];
if (!values.stories) tallies.push(await unitTests());
if (!values.unit) tallies.push(await stories());
close(sum(tallies));
