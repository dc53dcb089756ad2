import { documentId, roomOf, segmentOf } from '#shared/ids.ts';
import type { Result } from '#shared/errors.ts';
import { checkFork, type ForkProof, type ProvenFork } from '#shared/log/forkProof.ts';
import type { Fork } from '#shared/wire/frames.ts';

/** A proof as it travels, and as it is kept. */
export function forkFrame({ document, device, n, seq, branches }: ForkProof): Fork {
  return { type: 'fork', room: roomOf(document), segment: segmentOf(document), device, n, seq, branches };
}

/** The fork a frame proves, if it does. */
export function readFork({ room, segment, device, n, seq, branches }: Fork): Result<ProvenFork> {
  return checkFork({ document: documentId(room, segment), device, n, seq, branches });
}
