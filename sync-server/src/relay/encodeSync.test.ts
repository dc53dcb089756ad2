import { expect, test } from 'vitest';
import { writeStep2, writeUpdate } from '#shared/log/syncMessage.ts';
import { encodeBatch } from '#shared/wire/batch.ts';
import { SyncStep, syncParts } from './encodeSync.ts';
import { binaryMessage } from './webSocketFrame.ts';

test('[SYN-1] what is put together without copying is what the layers make one by one', () => {
  for (const length of [0, 2, 100, 119, 120, 130, 16_000, 65_520, 65_530, 70_000, 600_000]) {
    const update = new Uint8Array(length).fill(7);
    for (const [step, write] of [
      [SyncStep.answer, writeStep2],
      [SyncStep.update, writeUpdate],
    ] as const) {
      const layered = binaryMessage(encodeBatch([{ type: 'sync', channel: 300, message: write(update) }]));
      expect(Buffer.concat(syncParts(300, step, update)).equals(layered)).toBe(true);
    }
  }
});
