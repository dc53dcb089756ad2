import type { IdentityId, Segment } from '#shared/ids.ts';
import type { Profile, Saying } from '../ops/opKind.ts';
import type { Order } from '../rows.ts';

export type Known = Profile & { readonly order: Order };

/** How people call themselves: the newest word of each stands, in a segment and in all. */
export class Profiles {
  readonly #inAll = new Map<IdentityId, Known>();
  readonly #in = new Map<Segment, Map<IdentityId, Known>>();
  /** Whose name or picture changed, anywhere. */
  readonly touched = new Set<IdentityId>();

  put({ identity, segment, order }: Saying, profile: Profile): void {
    const here = this.#in.get(segment) ?? new Map<IdentityId, Known>();
    this.#in.set(segment, here);
    for (const known of [here, this.#inAll]) {
      if ((known.get(identity)?.order ?? '') >= order) continue;
      known.set(identity, { ...profile, order });
      this.touched.add(identity);
    }
  }

  /** Who is called, or looks, otherwise than they did, sorted. */
  differing(before: Profiles): IdentityId[] {
    const all = new Set([...this.#inAll.keys(), ...before.#inAll.keys()]);
    const differs = (one: IdentityId): boolean =>
      before.touched.has(one) || this.#inAll.get(one)?.order !== before.#inAll.get(one)?.order;
    return [...all].filter(differs).sort();
  }

  of(segment: Segment | undefined): ReadonlyMap<IdentityId, Known> {
    return segment === undefined ? this.#inAll : (this.#in.get(segment) ?? new Map<IdentityId, Known>());
  }
}
