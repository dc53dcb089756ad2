/** LOG-8a: entries beside a charter as they are kept, one by one, in the frame that would give them. */
import type { Entry } from '#shared/entry/entry.ts';
import type { DeviceId, DocumentId, RoomId, WriterId } from '#shared/ids.ts';
import type { BranchRun } from '#shared/log/admission.ts';
import { writerId } from '#shared/log/writerId.ts';
import { encodeFrame, readFrame } from '#shared/wire/frame.ts';

export function keepBranch(room: RoomId, { id, device, seq, previous, bytes }: Entry): Uint8Array {
  const before = previous === undefined ? {} : { previous };
  return encodeFrame({ type: 'given', room, id, list: { device, seq, ...before, entries: [bytes] } });
}

/** For the guard, which trusts what was kept. What does not read is left out, and can be asked for again. */
export function keptBranches(charter: DocumentId, kept: readonly Uint8Array[]): BranchRun[] {
  const writers = new Map<DeviceId, WriterId>();
  return kept.flatMap((bytes): BranchRun[] => {
    const frame = readFrame(bytes);
    if (!frame.ok || frame.value.type !== 'given' || !frame.value.list) return [];
    const { device, seq, previous, entries } = frame.value.list;
    const writer = writers.get(device) ?? writerId(charter, device, 0);
    writers.set(device, writer);
    return [{ device, writer, first: seq, entries, ...(previous === undefined ? {} : { previous }) }];
  });
}
