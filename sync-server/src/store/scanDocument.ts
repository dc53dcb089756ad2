/** Catching up: a range scan whose cost follows what was missed. */
import { STRETCH, type Page, type Range } from '#shared/ports/relayStore.ts';
import { joinBlocks, sliceBlock, type Block } from '#shared/log/structs.ts';
import type { WriterId } from '#shared/ids.ts';
import type { StretchRow } from './compact.ts';
import type { Statements } from './statements.ts';

export function scanDocument(statements: Statements, document: number, ranges: readonly Range[], limit: number): Page {
  const blocks: Block[] = [];
  const reached = new Map<WriterId, number>();
  let bytes = 0;
  for (const range of ranges) {
    for (const block of blocksOf(statements, document, range)) {
      if (bytes > 0 && bytes + block.structs.length > limit)
        return { update: joinBlocks(blocks), reached, complete: false };
      blocks.push(block);
      bytes += block.structs.length;
      reached.set(range.writer, block.first + block.count);
    }
  }
  return { update: joinBlocks(blocks), reached, complete: true };
}

/** Stretches of a range, the first one sliced. The last may reach beyond `to`: more was committed meanwhile. */
function* blocksOf(statements: Statements, document: number, { writer, from, to }: Range): Generator<Block> {
  const start = from - (from % STRETCH);
  for (const row of statements.stretches.iterate(
    document,
    writer,
    start,
    to,
  ) as Iterable<unknown> as Iterable<StretchRow>) {
    if (row.first + row.count > from) yield sliceBlock({ writer, ...row }, from);
  }
}
