/**
 * Sync messages as whole WebSocket messages. What stands before an update is made here in one piece, so that the update
 * itself, which is nearly all of the traffic, is not copied from layer to layer.
 */
import { CHECKPOINT } from '#shared/log/checkpoints.ts';
import { joinBlocks, splitBlock, type Block } from '#shared/log/structs.ts';
import { FrameType } from '#shared/wire/frames.ts';
import { putVaruint, varuintLength } from '#shared/wire/varuint.ts';
import { binaryHeader } from './webSocketFrame.ts';

/** Well below the largest frame, with room for one more stretch. */
export const PAGE_BYTES = 512 * 1024;

/** Of the sync messages of y-protocols. */
export const SyncStep = { answer: 1, update: 2 } as const;
type SyncStep = (typeof SyncStep)[keyof typeof SyncStep];

/** A batch of one sync frame: what goes before the update, and the update. */
export function syncParts(channel: number, step: SyncStep, update: Uint8Array): [Buffer, Uint8Array] {
  const message = 1 + varuintLength(update.length) + update.length;
  const frame = 1 + varuintLength(channel) + message;
  const head = Buffer.alloc(varuintLength(frame) + frame - update.length);
  let at = putVaruint(head, 0, frame);
  head[at++] = FrameType.sync;
  at = putVaruint(head, at, channel);
  head[at++] = step;
  putVaruint(head, at, update.length);
  return [Buffer.concat([binaryHeader(head.length + update.length), head]), update];
}

/** Blocks of descending writers as one message, or several where they are too large for one. */
export function updateMessages(channel: number, blocks: readonly Block[]): Buffer[] {
  const messages: Buffer[] = [];
  let page: Block[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (page.length > 0) messages.push(Buffer.concat(syncParts(channel, SyncStep.update, joinBlocks(page))));
    page = [];
    bytes = 0;
  };
  for (const block of blocks.flatMap(fitting)) {
    if (bytes + block.structs.length > PAGE_BYTES) flush();
    page.push(block);
    bytes += block.structs.length;
  }
  flush();
  return messages;
}

/** Of large entries not even one list may fit; cut at checkpoints, where a run may end (LOG-5). */
const fitting = (block: Block): Block[] =>
  block.structs.length > PAGE_BYTES ? [...splitBlock(block, CHECKPOINT)] : [block];
