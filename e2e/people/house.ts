/**
 * What the house promises of every page in every story: nothing runs against its security policy, and nothing is thrown
 * that nobody caught.
 */
import type { BrowserContext, Worker } from '@playwright/test';

interface Violation {
  readonly directive: string;
  readonly blocked: string;
  readonly sample: string;
  readonly source: string;
}

const REPORT = 'grapevineReportsViolation';
/** What Chromium writes on the console. */
const OF_POLICY = /content security policy|trusted ?types?|Trusted(HTML|Script|ScriptURL)\b/i;

/** Watches all pages of a browser profile from now on. The list fills as things go wrong. */
export async function watchHouse(context: BrowserContext): Promise<readonly string[]> {
  const wrong: string[] = [];
  await context.exposeBinding(REPORT, (_, violation: Violation) => {
    if (!isOfDomPurify(violation)) wrong.push(`policy: ${JSON.stringify(violation)}`);
  });
  await context.addInitScript((report) => {
    addEventListener('securitypolicyviolation', (event) => {
      const { effectiveDirective: directive, blockedURI: blocked, sample, sourceFile: source } = event;
      void (window as unknown as Record<string, (violation: object) => Promise<void>>)[report]?.({
        directive,
        blocked,
        sample,
        source,
      });
    });
  }, REPORT);
  context.on('page', (page) => page.on('worker', (worker) => void listenIn(worker)));
  context.on('console', (message) => {
    if (
      (OF_POLICY.test(message.text()) || message.text().startsWith(REPORT)) &&
      !isOfDomPurify({ sample: message.text() })
    )
      wrong.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => wrong.push(`thrown: ${error.error().stack ?? String(error.error())}`));
  return wrong;
}

/** No script is put into a Worker before its own; this one is put there as soon as it runs, and says on the console what it hears. */
async function listenIn(worker: Worker): Promise<void> {
  const listen = (report: string): void => {
    addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      console.error(report, effectiveDirective, blockedURI, sample);
    });
  };
  await worker.evaluate(listen, REPORT).catch(() => undefined);
}

/** DOMPurify tries whether the browser parses what no policy has made, and goes on without when it does not. */
function isOfDomPurify({ sample }: Pick<Violation, 'sample'>): boolean {
  return /DOMParser parseFromString/.test(sample);
}
