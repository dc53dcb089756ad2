/** What can be said of where an own message is (MRK-2): only what an acknowledgement or a marker supports. */
import type { IdentityId } from '#shared/ids.ts';
import type { MessageRow, Receipts } from '../engine/messages/rows.ts';
import { words } from '../app/words.ts';

export interface MessageState {
  /** `peers`: some members have it, and the relay has no copy for the rest. */
  readonly step: 'saved' | 'peers' | 'relay' | 'delivered';
  /** Other members who have it, of how many. */
  readonly to: readonly IdentityId[];
  readonly of: number;
  /** Those of them on whose screen it was; absent for nobody. */
  readonly by?: readonly IdentityId[];
  /** Who had it before they went, and is not counted any more. */
  readonly before?: readonly Past[];
  /** The room's devices do not tell what they have. */
  readonly untold?: true;
}

export interface Past {
  readonly identity: IdentityId;
  readonly name: string;
  readonly hasRead: boolean;
}

/** `seq` counts from 0 and the receipts count entries: the message is there once the count is beyond it. */
export function stateOf(row: MessageRow, receipts: Receipts | undefined): MessageState {
  const counts = receipts?.counts[`${row.slot.segment}/${row.slot.writer}`];
  const of = receipts?.others ?? 0;
  const had = Object.entries(counts?.members ?? {}).flatMap(([who, count]) =>
    count > row.slot.seq ? [who as IdentityId] : [],
  );
  const isOnRelay = (counts?.relay ?? 0) > row.slot.seq;
  const hasRead = (who: IdentityId): boolean =>
    (counts?.read?.[who] ?? []).some(({ count, upTo }) => count > row.slot.seq && upTo >= row.order);
  const out = new Map(receipts?.out?.map(({ identity, name }) => [identity, name]));
  const to = had.filter((who) => !out.has(who));
  const read = to.filter(hasRead);
  const before = had.flatMap((identity): Past[] => {
    const name = out.get(identity);
    return name === undefined ? [] : [{ identity, name, hasRead: hasRead(identity) }];
  });
  const by = { ...(read.length > 0 ? { by: read } : {}), ...(before.length > 0 ? { before } : {}) };
  if (to.length > 0 && to.length < of && !isOnRelay) return { step: 'peers', to, of, ...by };
  if (to.length > 0) return { step: 'delivered', to, of: Math.max(of, to.length), ...by };
  const step = isOnRelay ? 'relay' : 'saved';
  return { step, to, of, ...by, ...(receipts?.off ? { untold: true as const } : {}) };
}

/** Where copies of it are. */
function copiesWords(state: MessageState): string {
  if (state.step === 'delivered') return words.state.delivered(state.to.length, state.of);
  if (state.step === 'peers') return words.state.peers(state.to.length);
  return state.step === 'relay' ? words.state.relay : words.state.saved;
}

/** The most that is known, in few words. */
export const stateWords = (state: MessageState): string =>
  state.by ? words.state.read(state.by.length) : copiesWords(state);

/** All that is known. */
export const stateInFull = (state: MessageState): string =>
  state.by ? words.state.inFull(copiesWords(state), state.by.length) : copiesWords(state);

/** Berries filled of three: a saved message has none, one with some peers one, the relay's copy is the second, delivered the third. */
export const berriesOf = (state: MessageState): number => ({ saved: 0, peers: 1, relay: 2, delivered: 3 })[state.step];
