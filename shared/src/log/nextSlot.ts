import type { Entry, Header, Slot } from '#shared/entry/entry.ts';
import type { Hlc } from '#shared/entry/hlc.ts';
import { CHARTER, segmentOf, type DeviceId, type EntryId, type EpochId } from '#shared/ids.ts';
import type { DocumentLog, WriterHead } from '#shared/log/documentLog.ts';
import { writerId } from '#shared/log/writerId.ts';

/** Who writes, when, and on what grounds. */
export interface Writing {
  readonly device: DeviceId;
  readonly n: number;
  readonly hlc: Hlc;
  /** Charter heads and epoch the entry rests on; of a timeline alone. */
  readonly heads?: readonly EntryId[];
  readonly epoch?: EpochId;
}

/** Of the end of a list, what the next entry follows from. */
export type ListEnd = Pick<WriterHead, 'count' | 'lastId' | 'heads' | 'epoch'>;

export const endAfter = ({ seq, id, header }: Entry, before: ListEnd | undefined): ListEnd => {
  const epoch = header.epoch ?? before?.epoch;
  return { count: seq + 1, lastId: id, heads: header.heads ?? before?.heads ?? [], ...(epoch ? { epoch } : {}) };
};

/**
 * Where this device's next entry goes, and its header: it states what the list has not said yet, no more (ENT-5). `end` is
 * where the list ends, for entries that follow one that the log does not hold yet.
 */
export function nextSlot(log: DocumentLog, writing: Writing, end?: ListEnd): Slot & { readonly header: Header } {
  const { device, n, hlc } = writing;
  const writer = writerId(log.document, device, n);
  const head = end ?? log.heads.get(writer);
  const charter = segmentOf(log.document) === CHARTER;
  return {
    document: log.document,
    writer,
    seq: head?.count ?? 0,
    ...(head ? { previous: head.lastId } : {}),
    header: {
      kind: charter ? 'clear' : 'sealed',
      husk: false,
      hlc,
      ...(head ? {} : { intro: { device, n } }),
      ...(charter ? {} : news(head, writing)),
    },
  };
}

function news(head: ListEnd | undefined, { heads, epoch }: Writing): Pick<Header, 'heads' | 'epoch'> {
  const sorted = heads?.toSorted();
  const stated = sorted && sorted.join() !== head?.heads.join();
  return { ...(stated ? { heads: sorted } : {}), ...(epoch && epoch !== head?.epoch ? { epoch } : {}) };
}
