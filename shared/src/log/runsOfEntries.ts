import type { Entry } from '#shared/entry/entry.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { WriterId } from '#shared/ids.ts';
import type { Run } from '#shared/log/update.ts';

/** Entries as runs, one a writer, as they go on the wire. Each writer's must come in order and without gaps. */
export function runsOfEntries(entries: readonly Pick<Entry, 'writer' | 'seq' | 'bytes'>[]): Run[] {
  const runs = new Map<WriterId, Run & { readonly entries: Uint8Array[] }>();
  for (const { writer, seq, bytes } of entries) {
    const run = runs.get(writer);
    if (!run) runs.set(writer, { writer, first: seq, entries: [bytes] });
    else if (seq === run.first + run.entries.length) run.entries.push(bytes);
    else throw new GrapevineError('run-gap', `Entry ${seq} of writer ${writer} does not follow the one before it.`);
  }
  return [...runs.values()];
}
