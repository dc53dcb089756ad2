/** Sync messages as whole WebSocket messages, made once for however many readers. */
import { CHECKPOINT } from '#shared/log/checkpoints.ts';
import { joinBlocks, splitBlock, type Block } from '#shared/log/structs.ts';
import { writeStep2, writeUpdate } from '#shared/log/syncMessage.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import { binaryMessage } from './webSocketFrame.ts';

/** Well below the largest frame, with room for one more stretch. */
export const PAGE_BYTES = 512 * 1024;

export const syncMessage = (channel: number, message: Uint8Array): Buffer =>
  binaryMessage(encodeBatch([{ type: 'sync', channel, message }]));

export const step2Message = (channel: number, update: Uint8Array): Buffer => syncMessage(channel, writeStep2(update));

/** Blocks of descending writers as one message, or several where they are too large for one. */
export function updateMessages(channel: number, blocks: readonly Block[]): Buffer[] {
  const messages: Buffer[] = [];
  let page: Block[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (page.length > 0) messages.push(syncMessage(channel, writeUpdate(joinBlocks(page))));
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
