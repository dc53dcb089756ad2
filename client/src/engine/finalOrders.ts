/** ENT-6: which orders stand, hence which entries are husks for good. Pure: a function of the orders and of what was said. */
import { atLeast } from '#shared/charter/rank.ts';
import type { DeviceId, EntryId, IdentityId, Segment } from '#shared/ids.ts';
import type { HuskOrder } from '#shared/log/huskOrder.ts';
import type { Timeline } from '#shared/timeline/fold.ts';
import type { Husk, Item } from '#shared/timeline/item.ts';

/** What a moderator deletes is kept, hidden, for as long as this. */
const HIDDEN_MS = 7 * 24 * 60 * 60 * 1000;

export interface Final {
  readonly husk: Husk;
  /** When the payload goes, ms UTC. */
  readonly due: number;
}

/** Of several orders for an entry one decides, the same everywhere: the author's first, for then nothing is kept hidden. */
const FIRST: readonly Husk['by'][] = ['author', 'expiry', 'moderator'];

export function finals(
  orders: readonly { readonly segment: Segment; readonly order: HuskOrder }[],
  fold: Pick<Timeline, 'item'>,
  identityOf: (device: DeviceId) => IdentityId | undefined,
): Map<EntryId, Final> {
  const found = new Map<EntryId, Final & { readonly key: string }>();
  for (const { segment, order } of orders) {
    const item = fold.item(order.id);
    if (item?.segment !== segment || item.writer !== order.writer || item.seq !== order.seq) continue;
    const final = finalOf(order, item, fold, identityOf(order.device));
    if (!final) continue;
    const key = [FIRST.indexOf(final.husk.by), order.delete, order.target, order.device].join();
    const known = found.get(order.id);
    if (!known || key < known.key) found.set(order.id, { ...final, key });
  }
  return found;
}

function finalOf(
  order: HuskOrder,
  item: Item,
  fold: Pick<Timeline, 'item'>,
  signer: IdentityId | undefined,
): Final | undefined {
  const was = order.target === order.id ? 'message' : 'edit';
  if (signer === item.identity) {
    return { husk: { was, by: order.delete === order.target ? 'expiry' : 'author' }, due: 0 };
  }
  const deletion = fold.item(order.delete);
  const op = deletion?.husk ? undefined : deletion?.body?.op;
  const isDelete = op?.t === 'delete' && 'target' in op && op.target === order.target;
  if (!deletion || !isDelete) return undefined;
  // Whoever ordered what its author deleted: the delete says it.
  if (deletion.identity === item.identity) return { husk: { was, by: 'author' }, due: 0 };
  if (deletion.identity !== signer || !atLeast(deletion.rank, 'moderator')) return undefined;
  // Edits count from the message's author alone, so nobody else's go with it.
  const target = fold.item(order.target);
  if (target && target.identity !== item.identity) return undefined;
  return { husk: { was, by: 'moderator' }, due: deletion.hlc.ms + HIDDEN_MS };
}
