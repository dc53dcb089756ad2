/** Writes one change. Called inside a transaction, which may hold many (group commit). */
import { STRETCH, type Change, type StoredRun } from '#shared/ports/relayStore.ts';
import { splitBlock } from '#shared/log/structs.ts';
import { compactOpenStretch } from './compact.ts';
import type { Statements } from './statements.ts';

export function applyChange(statements: Statements, change: Change): void {
  for (const { number, room, segment } of change.documents ?? []) statements.putDocument.run(number, room, segment);
  for (const run of change.runs ?? []) append(statements, run);
  for (const { room, device, version, frame } of change.markers ?? []) {
    statements.putMarker.run(room, device, version, frame);
  }
  for (const { room, hash, request, expires } of change.requests ?? []) {
    statements.putRequest.run(room, hash, request, expires);
  }
  for (const { room, hash } of change.answered ?? []) statements.dropRequest.run(room, hash);
}

/** Rows meet where stretches do; every such place is a checkpoint (LOG-5), so a row ends at a checked signature. */
function append(statements: Statements, run: StoredRun): void {
  for (const { first, count, structs } of splitBlock(run, STRETCH)) {
    statements.putStretch.run(run.document, run.writer, first, count, structs);
  }
  statements.putWriter.run(run.document, run.writer, run.first + run.count, run.head);
  compactOpenStretch(statements, run);
}
