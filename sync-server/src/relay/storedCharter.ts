import { GrapevineError } from '#shared/errors.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import type { Judge } from '#shared/log/judge.ts';
import { readUpdate } from '#shared/log/update.ts';
import type { Admission, BranchRun } from '#shared/log/admission.ts';
import type { RelayStore } from '#shared/ports/relayStore.ts';
import type { RoomDocument } from './roomDocument.ts';

/**
 * A charter's entries as the store has them, in an order in which each follows what it rests on. They were checked before
 * they were stored: here they are only chained. Throws when the store holds something else than it was given.
 */
export async function readStoredCharter(
  store: RelayStore,
  document: RoomDocument,
  judge: Judge,
  branches: readonly BranchRun[] = [],
): Promise<Pick<Admission, 'accepted' | 'beside'>> {
  const expected = document.log.size;
  const page = await store.scan(document.channel, document.missing(new Map()), Infinity);
  const runs = readUpdate(page.update);
  if (!runs.ok) throw new GrapevineError('store-damaged', `a charter that does not read: ${runs.fault.say}`);
  const log = new DocumentLog(document.log.document);
  const { accepted, beside } = admit(log, runs.value, judge, { trusted: true, branches });
  if (accepted.length < expected) {
    throw new GrapevineError(
      'store-damaged',
      `a charter of ${expected} entries has only ${accepted.length} in the store`,
    );
  }
  return { accepted, beside };
}
