/**
 * CHA-5: what somebody wrote whom the room put out, beyond the cuts of their removal, where this device took it in before it
 * heard of that. It is shown to nobody and kept; whoever ranks as high as those who removed them may let it count.
 */
import { MAX_CUTS, type Cut } from '#shared/charter/cuts.ts';
import { atLeast } from '#shared/charter/rank.ts';
import { isDeparture, mayWriteAs, rankOf, type Lowering } from '#shared/charter/state.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { EntryId, IdentityId, WriterId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import { mustStand } from './mustStand.ts';
import type { LeftOut } from './messages/members.ts';
import type { Room } from './room.ts';
import type { Saying } from './roomCharter.ts';

interface Withheld {
  readonly identity: IdentityId;
  readonly entries: readonly Entry[];
  /** The removals whose cuts are to reach further. */
  readonly removals: readonly Lowering[];
}

/** A screenful: it is for deciding, not for reading. */
const MOST_SHOWN = 50;
const MOST_TEXT = 500;

/** As a person sees it. */
export const leftOutOf = (room: Room, me: IdentityId): LeftOut[] =>
  withheldFrom(room, me).flatMap(({ identity, entries }) => {
    const messages = entries.flatMap((entry) => {
      const op = room.timeline.bodyOf(entry)?.op;
      const text = op && 'text' in op && op.t === 'message' ? op.text.slice(0, MOST_TEXT) : undefined;
      if (op && text === undefined) return [];
      return [{ id: entry.id, at: entry.header.hlc.ms, ...(text === undefined ? {} : { text }) }];
    });
    const count = messages.length;
    const name = room.view.nameOf(identity);
    return count === 0 ? [] : [{ identity, name, count, messages: messages.slice(0, MOST_SHOWN) }];
  });

/** All that is kept here of theirs counts from now on, for everybody. */
export async function letCount(
  room: Room,
  me: IdentityId,
  identity: IdentityId,
  also: readonly Change[],
): Promise<void> {
  await room.open();
  await room.turn(async () => {
    const withheld = withheldFrom(room, me).find((each) => each.identity === identity);
    const [first, ...more] = withheld ? extensionsOf(withheld) : [];
    if (!first) throw new GrapevineError('nothing-left-out', 'Nothing of theirs is left out any more.');
    const entry = await room.charter.writeAll(first, () => more, undefined, also);
    mustStand(room, entry, 'You may not let this count. Whoever removed them, or somebody of their rank, can.');
  });
}

function withheldFrom(room: Room, me: IdentityId): Withheld[] {
  const state = room.charter.charter.state();
  const rank = rankOf(state, me);
  if (!atLeast(rank, 'moderator')) return [];
  const mayExtend = (lowering: Lowering): boolean => isDeparture(lowering) && atLeast(rank, lowering.by);
  return [...state.lowerings].flatMap(([identity, lowerings]) => {
    const entries: Entry[] = [];
    const removals = new Set<Lowering>();
    for (const entry of room.timeline.authoredBy(identity)) {
      const barring = lowerings.filter((lowering) => bars(room, lowering, entry));
      if (barring.length === 0 || !barring.every(mayExtend)) continue;
      entries.push(entry);
      for (const removal of barring) removals.add(removal);
    }
    return entries.length === 0 ? [] : [{ identity, entries, removals: [...removals] }];
  });
}

/** Does this lowering keep the entry from counting? Asked most of entries that it leaves alone, so that comes first. */
function bars({ charter: { charter } }: Room, lowering: Lowering, { device, writer, seq, heads }: Entry): boolean {
  if (seq < (lowering.cuts.get(writer)?.count ?? 0)) return false;
  if (lowering.device !== undefined && lowering.device !== device) return false;
  if (mayWriteAs(charter.state(), lowering.leaves)) return false;
  return !lowering.undoneBy.some((op) => charter.descends(heads, [op]));
}

function extensionsOf({ entries, removals }: Withheld): Saying[] {
  const furthest = new Map<WriterId, Cut>();
  for (const { writer, seq, id } of entries)
    if (seq >= (furthest.get(writer)?.count ?? 0)) furthest.set(writer, { writer, count: seq + 1, last: id });
  const cuts = [...furthest.values()].sort((a, b) => a.writer - b.writer);
  return removals.flatMap(({ id }) => chunksOf(cuts).map((some) => extensionOf(id, some)));
}

const extensionOf = (of: EntryId, cuts: Cut[]) => ({ t: 'cut.extend', of, cuts }) as const;

function chunksOf(cuts: readonly Cut[]): Cut[][] {
  const chunks: Cut[][] = [];
  for (let at = 0; at < cuts.length; at += MAX_CUTS) chunks.push(cuts.slice(at, at + MAX_CUTS));
  return chunks;
}
