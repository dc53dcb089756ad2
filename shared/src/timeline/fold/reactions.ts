import type { IdentityId } from '#shared/ids.ts';
import type { Saying } from '../ops/opKind.ts';
import type { Order, TimelineMessage } from '../rows.ts';
import { byOrder, insertSorted, removeSorted, type Ordered } from './sorted.ts';

/** TIM-7: distinct reactions of one identity on one message that count. */
export const REACTIONS = 20;

interface Reaction extends Ordered {
  readonly emoji: string;
  readonly identity: IdentityId;
}

/** What one identity said of one message: the newest word on each emoji stands, of those that stand the oldest count. */
class OnesReactions {
  readonly #newest = new Map<string, { readonly order: Order; readonly on: boolean }>();
  readonly standing: Reaction[] = [];

  put({ order, identity }: Saying, emoji: string, on: boolean): void {
    const known = this.#newest.get(emoji);
    if (known && known.order >= order) return;
    this.#newest.set(emoji, { order, on });
    if (known?.on) removeSorted(this.standing, known.order);
    if (on) insertSorted(this.standing, { order, emoji, identity });
  }
}

/** TIM-4: the reactions on one message. */
export class Reactions {
  readonly #of = new Map<IdentityId, OnesReactions>();

  put(by: Saying, emoji: string, on: boolean): void {
    const ones = this.#of.get(by.identity) ?? new OnesReactions();
    this.#of.set(by.identity, ones);
    ones.put(by, emoji, on);
  }

  list(): TimelineMessage['reactions'] {
    const counted = [...this.#of.values()].flatMap(({ standing }) => standing.slice(0, REACTIONS)).sort(byOrder);
    const people = Map.groupBy(counted, ({ emoji }) => emoji);
    return [...people].map(([emoji, by]) => ({ emoji, by: by.map(({ identity }) => identity) }));
  }
}
