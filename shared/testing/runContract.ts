import { describe, test } from 'vitest';
import { plainCheck, type Contract } from './contract.ts';

/** Runs a contract under vitest, each case in a place of its own. */
export function runContract<Place>(
  title: string,
  contract: Contract<Place>,
  place: () => Place | Promise<Place>,
): void {
  describe(title, () => {
    for (const [name, run] of Object.entries(contract)) test(name, async () => run(await place(), plainCheck));
  });
}
