/**
 * LOG-7: how two sides find where their lists of a document part. Each step is a function of what is held here and of what
 * the other side said, with nothing remembered in between; the same for relay and peers. A step costs the hashing of the
 * lists asked about, so whoever answers counts them.
 *
 *     compare the last slots → of a list that differs compare slots spread over it → … → show the lowest that differs → fork
 */
import type { DeviceId, EntryId, WriterId } from '#shared/ids.ts';
import { branchOf, type Branch } from '#shared/log/branch.ts';
import { chain } from '#shared/log/chain.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import { checkFork, type ProvenFork } from '#shared/log/forkProof.ts';
import { roomOf, segmentOf } from '#shared/ids.ts';
import type { Compare, Compared, Show, Shown } from '#shared/wire/frames.ts';
import { MAX_SLOTS } from '#shared/wire/forkSchemas.ts';

/** What is held of a document, as far as a search needs it. */
export interface Ground {
  readonly log: DocumentLog;
  /** All entries held of a writer. */
  list(writer: WriterId): Promise<readonly Uint8Array[]>;
}

/** Slots looked at in one step: three steps find a place in the longest list. */
const SPREAD = 64;

const about = ({ log }: Ground): { room: Compare['room']; segment: string } => ({
  room: roomOf(log.document),
  segment: segmentOf(log.document),
});

/** The first step: asks about the end of every list as far as it counts. */
export function compareEnds(ground: Ground): Compare[] {
  const slots = [...ground.log.counted()].flatMap(([writer, count]) =>
    count > 0 ? [[writer, count - 1] as const] : [],
  );
  const frames: Compare[] = [];
  for (let at = 0; at < slots.length; at += MAX_SLOTS)
    frames.push({ type: 'compare', ...about(ground), slots: slots.slice(at, at + MAX_SLOTS) });
  return frames;
}

/** What stands in the slots asked about. */
export async function answerCompare(ground: Ground, { slots }: Compare): Promise<Compared> {
  const answer: [WriterId, number, EntryId][] = [];
  for (const [writer, asked] of byWriter(slots)) {
    const seqs = [...asked.keys()];
    const ids = await idsIn(ground, writer, seqs);
    for (const seq of seqs) {
      const id = ids(seq);
      if (id !== undefined) answer.push([writer, seq, id]);
    }
  }
  return { type: 'compared', ...about(ground), slots: answer };
}

/** The next step, for each list that differs: closer in, or the entry itself. */
export async function narrow(ground: Ground, { slots }: Compared): Promise<(Compare | Show)[]> {
  const asks: [WriterId, number][] = [];
  const shows: Show[] = [];
  for (const [writer, told] of byWriter(slots)) {
    const ids = await idsIn(ground, writer, [...told.keys()]);
    const held = [...told].filter(([seq]) => ids(seq) !== undefined);
    const differing = held.filter(([seq, id]) => ids(seq) !== id).map(([seq]) => seq);
    if (differing.length === 0) continue;
    const lowest = Math.min(...differing);
    const below = held.reduce((high, [seq]) => (seq < lowest ? Math.max(high, seq) : high), -1);
    if (lowest - below === 1) shows.push({ type: 'show', ...about(ground), writer, seq: lowest });
    else for (const seq of spread(below, lowest)) asks.push([writer, seq]);
  }
  const compare =
    asks.length > 0 ? [{ type: 'compare' as const, ...about(ground), slots: asks.slice(0, MAX_SLOTS) }] : [];
  return [...compare, ...shows];
}

/** The entry in a slot, with its list onward to a good signature. */
export async function answerShow(ground: Ground, { writer, seq }: Show): Promise<Shown> {
  const branch = await ownBranch(ground, writer, seq);
  return { type: 'shown', ...about(ground), writer, seq, ...(branch ? { branch } : {}) };
}

/** The proof, where the entry shown is another than the one held; undefined where it is the same, or proves nothing. */
export async function prove(ground: Ground, { writer, seq, branch }: Shown): Promise<ProvenFork | undefined> {
  const head = ground.log.heads.get(writer);
  const own = branch && head && (await ownBranch(ground, writer, seq));
  if (!own) return undefined;
  const { device, n } = head;
  const proven = checkFork({ document: ground.log.document, device, n, seq, branches: [own, branch] });
  return proven.ok ? proven.value : undefined;
}

async function ownBranch(ground: Ground, writer: WriterId, seq: number): Promise<Branch | undefined> {
  const head = ground.log.heads.get(writer);
  return head && seq < head.count ? branchAt(ground, writer, head.device, seq) : undefined;
}

async function branchAt(ground: Ground, writer: WriterId, device: DeviceId, seq: number): Promise<Branch | undefined> {
  const { document } = ground.log;
  const entries = await ground.list(writer);
  const previous = chain(document, writer, 0, undefined, entries.slice(0, seq)).links.at(-1)?.id;
  return branchOf({ document, writer, device, seq }, previous, entries.slice(seq));
}

/** Ids in these slots of a list; those at the end of what is held cost nothing. */
async function idsIn(
  ground: Ground,
  writer: WriterId,
  seqs: readonly number[],
): Promise<(seq: number) => EntryId | undefined> {
  const head = ground.log.heads.get(writer);
  if (!head) return () => undefined;
  const { count, lastId, beforeLast } = head;
  const atEnd = (seq: number): EntryId | undefined =>
    seq === count - 1 ? lastId : seq === count - 2 ? beforeLast : undefined;
  const inside = seqs.filter((seq) => seq < count && atEnd(seq) === undefined);
  if (inside.length === 0) return atEnd;
  const entries = await ground.list(writer);
  const { links } = chain(ground.log.document, writer, 0, undefined, entries.slice(0, Math.max(...inside) + 1));
  return (seq) => links[seq]?.id ?? atEnd(seq);
}

/** At most so many slots from the one known to agree to the one known to differ, both among them. */
function spread(same: number, differing: number): number[] {
  const from = Math.max(0, same);
  const step = Math.max(1, Math.ceil((differing - from) / (SPREAD - 1)));
  const seqs: number[] = [];
  for (let seq = from; seq < differing; seq += step) seqs.push(seq);
  return [...seqs, differing];
}

/** Slots of each writer, with what was said of them. */
function byWriter(
  slots: readonly (readonly [WriterId, number, EntryId?])[],
): Map<WriterId, Map<number, EntryId | undefined>> {
  const grouped = new Map<WriterId, Map<number, EntryId | undefined>>();
  for (const [writer, seq, id] of slots) {
    const told = grouped.get(writer) ?? new Map<number, EntryId | undefined>();
    grouped.set(writer, told.set(seq, id));
  }
  return grouped;
}
