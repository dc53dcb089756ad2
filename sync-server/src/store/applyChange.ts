/** Writes one change. Called inside a transaction, which may hold many (group commit). */
import { STRETCH, type Change, type StoredRun } from '#shared/ports/relayStore.ts';
import { GrapevineError } from '#shared/errors.ts';
import { CHECKPOINT } from '#shared/log/checkpoints.ts';
import { splitBlock, type Block } from '#shared/log/structs.ts';
import { compactOpenStretch, LARGEST_ROW } from './compact.ts';
import { replaceEntry } from './replaceEntry.ts';
import type { Statements } from './statements.ts';

export function applyChange(statements: Statements, change: Change): void {
  for (const { number, room, segment } of change.documents ?? []) statements.putDocument.run(number, room, segment);
  for (const run of change.runs ?? []) append(statements, run);
  for (const replaced of change.replaced ?? []) replaceEntry(statements, replaced);
  for (const { document, writer, seq, device, order, due } of change.orders ?? []) {
    statements.putOrder.run(document, writer, seq, device, order, due ?? null);
  }
  for (const { document, writer, seq, is } of change.holes ?? []) {
    (is ? statements.putHole : statements.dropHole).run(document, writer, seq);
  }
  for (const { room, device, version, frame } of change.markers ?? []) {
    statements.putMarker.run(room, device, version, frame);
  }
  for (const { room, hash, request, expires } of change.requests ?? []) {
    statements.putRequest.run(room, hash, request, expires);
  }
  for (const { id, version, copy } of change.recoveries ?? []) statements.putRecovery.run(id, version, copy);
  for (const { room, segment, writer, proof } of change.forks ?? [])
    statements.putFork.run(room, segment, writer, proof);
  for (const { room, id, entry } of change.branches ?? []) statements.putBranch.run(room, id, entry);
  for (const { room, hash } of change.answered ?? []) statements.dropRequest.run(room, hash);
}

/** Rows meet where stretches do; every such place is a checkpoint (LOG-5), so a row ends at a checked signature. */
function append(statements: Statements, run: StoredRun): void {
  for (const { first, count, structs } of rowsOf(run)) {
    statements.putStretch.run(run.document, run.writer, first, count, structs);
  }
  advance(statements, run);
  compactOpenStretch(statements, run);
}

/** A run that does not continue its list would leave a hole, which nothing later could tell from loss: it is refused. */
function advance(statements: Statements, { document, writer, first, count, head }: StoredRun): void {
  if (first === 0) statements.putWriter.run(document, writer, count, head);
  else if (statements.advanceWriter.run(first + count, head, document, writer, first).changes !== 1) {
    throw new GrapevineError(
      'does-not-continue',
      `writer ${writer} of document ${document} does not stand at ${first}`,
    );
  }
}

/** A row is served whole, so it must fit into a frame: stretches of very large entries are cut at checkpoints. */
function* rowsOf(run: Block): Generator<Block> {
  for (const stretch of splitBlock(run, STRETCH)) {
    if (stretch.structs.length > LARGEST_ROW) yield* splitBlock(stretch, CHECKPOINT);
    else yield stretch;
  }
}
