import type { Header } from '#shared/entry/header.ts';
import { MAX_N, maxSeq } from '#shared/entry/limits.ts';
import type { Fault } from '#shared/errors.ts';
import { CHARTER, type Segment } from '#shared/ids.ts';

const bad = (say: string): Fault => ({ code: 'entry-form', say });

/** What a header may not say in this place: each decided by the entry alone (LOG-10). */
export function headerFault(header: Header, segment: Segment, seq: number): Fault | undefined {
  const charter = segment === CHARTER;
  if (seq >= maxSeq(segment)) return bad('more entries than one writer may have');
  if ((header.kind === 'clear') !== charter) return bad('a sealed entry in a charter, or a clear one outside');
  if ((seq === 0) !== (header.intro !== undefined)) return bad('an intro elsewhere than at the start of a list');
  if (header.intro && header.intro.n >= (charter ? 1 : MAX_N)) return bad('more writers than one device may have');
  if (charter && (header.heads ?? header.epoch)) return bad('a charter entry that states heads or an epoch');
  if (!charter && seq === 0 && !(header.heads && header.epoch)) return bad('a first entry without heads and epoch');
  return undefined;
}
