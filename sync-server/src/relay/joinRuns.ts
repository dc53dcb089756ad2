import type { WriterId } from '#shared/ids.ts';
import type { Run } from '#shared/log/update.ts';

/** Runs of one writer that continue each other become one, of which the guard checks one signature (LOG-5). */
export function joinRuns(runs: readonly Run[]): Run[] {
  const joined: (Run & { readonly entries: Uint8Array[] })[] = [];
  const last = new Map<WriterId, (typeof joined)[number]>();
  for (const run of runs) {
    const before = last.get(run.writer);
    if (before && before.first + before.entries.length === run.first) before.entries.push(...run.entries);
    else {
      const copy = { ...run, entries: [...run.entries] };
      last.set(run.writer, copy);
      joined.push(copy);
    }
  }
  return joined;
}
