/**
 * The timeline's rules read aloud, for comparison: no increments, no vectors, everything by definition and by brute
 * force. Shares with the fold only its types and what a single op means.
 */
import { compareHlc, orderKey } from '#shared/entry/hlc.ts';
import { atLeast } from '#shared/charter/rank.ts';
import { equalBytes } from '#shared/bytes.ts';
import { monthOf, type EntryId, type IdentityId } from '#shared/ids.ts';
import { isDue } from '#shared/timeline/due.ts';
import type { Item } from '#shared/timeline/item.ts';
import type { TimelineOp } from '#shared/timeline/ops/timelineOp.ts';
import { prefixOf } from '#shared/timeline/prefix.ts';
import type { Quote, TimelineMessage, TimelineRow } from '#shared/timeline/rows.ts';

interface Entry {
  readonly item: Item;
  readonly order: string;
  /** Ancestors, not itself. */
  past: Set<Entry>;
  horizon: string;
  strand?: Entry[];
}

const byOrder = (a: { order: string }, b: { order: string }) => (a.order < b.order ? -1 : 1);

/** Rows of these items (each writer's in its order) at `now`, in ms UTC. */
export function referenceFold(items: readonly Item[], now: number): TimelineRow[] {
  const entries = valid(items).filter(({ item }) => isDue(item.hlc.ms, now));
  entries.sort(byOrder);
  for (const segment of new Set(entries.map(({ item }) => item.segment)))
    findPasts(entries.filter(({ item }) => item.segment === segment));
  const strands = findStrands(entries);
  const rows = [...messageRows(entries), ...gapRows(entries), ...strands.flatMap((strand) => card(strand, entries))];
  return rows.sort(byOrder);
}

function valid(items: readonly Item[]): Entry[] {
  const newest = new Map<string, Item>();
  return items.flatMap((item) => {
    const writer = `${item.segment}/${item.writer}`;
    const last = newest.get(writer);
    if (monthOf(item.hlc.ms) !== item.segment || (last && compareHlc(item.hlc, last.hlc) <= 0)) return [];
    newest.set(writer, item);
    return [{ item, order: orderKey(item.hlc, item.id), past: new Set<Entry>(), horizon: '' }];
  });
}

function findPasts(entries: readonly Entry[]): void {
  entries.forEach((entry, at) => {
    const previous = entries.slice(0, at).findLast(({ item }) => item.writer === entry.item.writer);
    const cited = (entry.item.body?.seen ?? []).map((prefix) =>
      entries.find((other) => equalBytes(prefixOf(other.item.id), prefix)),
    );
    const parents = [previous, ...cited].filter((parent) => parent !== undefined && parent.order < entry.order);
    for (const parent of parents) if (parent) entry.past = new Set([...entry.past, ...parent.past, parent]);
    const closed = [...entry.past, entry].filter(({ item }) => !item.body);
    entry.horizon =
      closed
        .map(({ order }) => order)
        .sort()
        .at(-1) ?? '';
  });
}

const mayHaveSeen = (entry: Entry, other: Entry) =>
  entry === other || entry.past.has(other) || other.order < entry.horizon;

function isLate(entry: Entry, entries: readonly Entry[]): boolean {
  const { identity, segment, hlc } = entry.item;
  const others = entries.filter(({ item }) => item.segment === segment && item.identity !== identity);
  const missed = others.filter((other) => other.item.hlc.ms <= hlc.ms - 60_000 && !mayHaveSeen(entry, other));
  const [oldest] = missed;
  if (!oldest) return false;
  const company = others.filter((other) => entry.past.has(other) && !mayHaveSeen(oldest, other));
  const people = (list: readonly Entry[]) => new Set(list.map(({ item }) => item.identity)).size;
  return people(missed) > people(company);
}

function findStrands(entries: readonly Entry[]): Entry[][] {
  const strands: Entry[][] = [];
  for (const writer of new Set(entries.map(({ item }) => item.writer))) {
    let strand: Entry[] | undefined;
    for (const entry of entries.filter(({ item }) => item.writer === writer)) {
      if (!isLate(entry, entries)) strand = undefined;
      else if (strand) strand.push(entry);
      else strands.push((strand = [entry]));
      if (strand) entry.strand = strand;
    }
  }
  return strands;
}

const isMessage = ({ item }: Entry) => item.body?.op.t === 'message';

function card(strand: readonly Entry[], entries: readonly Entry[]): TimelineRow[] {
  const messages = strand.filter(isMessage);
  const [begun] = strand;
  const end = strand.at(-1);
  const [first] = messages;
  const last = messages.at(-1);
  if (!begun || !end || !first || !last) return [];
  const join = entries.find(({ past }) => past.has(end)) ?? end;
  return [
    {
      kind: 'merge',
      order: `${join.order}+${begun.order}`,
      strand: begun.order,
      author: begun.item.identity,
      count: messages.length,
      first: first.order,
      last: last.order,
      since: begun.item.hlc.ms,
      at: join.item.hlc.ms,
    },
  ];
}

function gapRows(entries: readonly Entry[]): TimelineRow[] {
  const gaps: { kind: 'gap'; order: string; author: IdentityId; count: number; at: number }[] = [];
  let open: (typeof gaps)[number] | undefined;
  for (const entry of entries.filter((other) => !other.item.body || isMessage(other))) {
    const { identity: author, hlc, body } = entry.item;
    if (body) open = undefined;
    else if (open?.author === author) open.count++;
    else gaps.push((open = { kind: 'gap', order: entry.order, author, count: 1, at: hlc.ms }));
  }
  return gaps;
}

interface Said {
  readonly entry: Entry;
  readonly op: TimelineOp;
}

function messageRows(entries: readonly Entry[]): TimelineRow[] {
  const said = entries.flatMap((entry) => (entry.item.body ? [{ entry, op: entry.item.body.op as TimelineOp }] : []));
  return said.flatMap(({ entry, op }) => (op.t === 'message' ? [messageRow(entry, said)] : []));
}

function messageRow(entry: Entry, said: readonly Said[]): TimelineMessage {
  const { id, segment, writer, seq, identity, hlc } = entry.item;
  const op = entry.item.body?.op as TimelineOp;
  const { versions, by } = stateOf(id, said);
  const reply = op.t === 'message' ? op.reply : undefined;
  const now = versions.at(-1);
  return {
    kind: 'message',
    order: entry.order,
    id,
    slot: { segment, writer, seq },
    author: identity,
    at: hlc.ms,
    ...(reply && !by && { reply: quote(reply, said) }),
    ...(entry.strand?.[0] && { strand: entry.strand[0].order }),
    text: by ? '' : (now?.text ?? ''),
    ...(!by && versions.length > 1 && { versions: versions.slice(0, -1).map(({ at, text }) => ({ at, text })) }),
    ...(by && { deleted: { by } }),
    reactions: by ? [] : reactions(id, said),
  };
}

function stateOf(id: EntryId, said: readonly Said[]) {
  const message = said.find(({ entry, op }) => op.t === 'message' && entry.item.id === id);
  const author = message?.entry.item.identity;
  const about = said.filter(({ entry, op }) => entry === message?.entry || ('target' in op && op.target === id));
  const versions = about.flatMap(({ entry: { item }, op }) =>
    (op.t === 'message' || op.t === 'edit') && item.identity === author ? [{ at: item.hlc.ms, text: op.text }] : [],
  );
  // The message's own text comes first even if its author's clock went wrong on another device.
  const first = versions.splice(
    about.filter(
      ({ entry, op }) =>
        op.t === 'edit' && entry.item.identity === author && entry.order < (message?.entry.order ?? ''),
    ).length,
    1,
  );
  const deletes = about.filter(({ op }) => op.t === 'delete').map(({ entry }) => entry.item);
  const by = deletes.some(({ identity }) => identity === author)
    ? ('author' as const)
    : deletes.some(({ rank }) => atLeast(rank, 'moderator'))
      ? ('moderator' as const)
      : undefined;
  return { author, versions: message ? [...first, ...versions] : [], by };
}

function quote(id: EntryId, said: readonly Said[]): Quote {
  const { author, versions, by } = stateOf(id, said);
  const text = versions.at(-1)?.text;
  if (author === undefined || text === undefined) return { id };
  return by ? { id, author, text: '', gone: true } : { id, author, text };
}

function reactions(id: EntryId, said: readonly Said[]): TimelineMessage['reactions'] {
  const standing = new Map<string, { order: string; emoji: string; identity: IdentityId; on: boolean }>();
  for (const { entry, op } of said)
    if (op.t === 'react' && op.target === id)
      standing.set(`${entry.item.identity} ${op.emoji}`, {
        order: entry.order,
        identity: entry.item.identity,
        emoji: op.emoji,
        on: op.on,
      });
  const on = [...standing.values()].filter((reaction) => reaction.on).sort(byOrder);
  const counted = on.filter(
    (one) => on.filter((other) => other.identity === one.identity && other.order < one.order).length < 20,
  );
  const people = Map.groupBy(counted, ({ emoji }) => emoji);
  return [...people].map(([emoji, by]) => ({ emoji, by: by.map(({ identity }) => identity) }));
}
