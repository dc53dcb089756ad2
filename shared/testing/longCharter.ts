/**
 * A charter as a large room might grow it over years: a hundred people who come, go, rise and fall, make keys and hand them
 * out, often two or three at a time who have not heard of each other yet.
 */
import type { Charter } from '#shared/charter/charter.ts';
import { epochOf } from '#shared/charter/epochId.ts';
import { makeInvite } from '#shared/charter/invites.ts';
import { rankOf } from '#shared/charter/state.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { EntryId, EpochId } from '#shared/ids.ts';
import { FOUNDED, Person, type Saying } from './charterPeople.ts';
import { type SeededRandom, seededRandom } from './seededRandom.ts';

const ADMINS = 20;
const MEMBERS = 80;
/** Bytes of a sealed box with a room key: never opened here, so any will do. */
const BOX_BYTES = 80;

interface Cast {
  readonly random: SeededRandom;
  readonly owner: Person;
  readonly admins: readonly Person[];
  readonly members: readonly Person[];
  /** The newest room key, if any. */
  newest: EpochId | undefined;
}

const pick = <T>(random: SeededRandom, from: readonly T[]): T => {
  const picked = from[random.below(from.length)];
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
};

/** `ops` entries, each after what it rests on, and the charter they were written in; the same for the same seed. */
export function longCharter(ops: number, seed = 18): { readonly entries: readonly Entry[]; readonly charter: Charter } {
  const random = seededRandom(seed);
  const owner = new Person('owner');
  const entries = [owner.founds()];
  const enter = (name: string): Person => new Person(name).shares(owner);
  const admins = Array.from({ length: ADMINS }, (_, n) => enter(`admin ${n}`));
  const members = Array.from({ length: MEMBERS }, (_, n) => enter(`member ${n}`));
  const cast: Cast = { random, owner, admins, members, newest: undefined };
  for (const { certificate } of admins)
    entries.push(owner.says({ t: 'member.add', role: 'admin', certificates: [certificate] }));
  for (const { certificate } of members)
    entries.push(owner.says({ t: 'member.add', role: 'member', certificates: [certificate] }));
  while (entries.length < ops) {
    const heads = owner.charter.heads();
    const { devices } = owner.charter.state();
    const present = [...admins, ...members].filter(({ device }) => devices.get(device)?.live);
    const authors = new Set(Array.from({ length: 1 + random.below(3) }, () => pick(random, present)));
    for (const author of authors) if (entries.length < ops) entries.push(speaks(cast, author, heads));
  }
  return { entries, charter: owner.charter };
}

function speaks(cast: Cast, author: Person, heads: readonly EntryId[]): Entry {
  const { random, members } = cast;
  const saying = cast.admins.includes(author) ? ruling(cast, pick(random, members)) : keys(cast);
  return author.says(saying, heads);
}

/** What admins do to members, as things stand. */
function ruling(cast: Cast, { identity, certificate }: Person): Saying {
  const { random, owner } = cast;
  const rank = rankOf(owner.charter.state(), identity);
  if (rank === undefined) return { t: 'member.add', role: 'member', certificates: [certificate] };
  const drawn = random.below(100);
  if (drawn < 5) return { t: 'member.remove', member: identity };
  if (drawn < 20) return { t: 'member.role', member: identity, role: rank === 'member' ? 'moderator' : 'member' };
  if (drawn < 30) {
    const { deps: _, ...invite } = makeInvite(
      { secret: random.bytes(16), preview: { room: 'room', inviter: 'admin' }, deps: [], now: FOUNDED, uses: 1 },
      random,
    );
    return invite;
  }
  return drawn < 50 ? keys(cast) : { t: 'settings', policies: { history: drawn % 2 ? 'all' : 'joining' } };
}

/** A new room key, or the last one handed to a few. */
function keys(cast: Cast): Saying {
  const { random, owner, members } = cast;
  const { room } = owner.charter;
  const { devices, epochs } = owner.charter.state();
  const parents = cast.newest && epochs.has(cast.newest) ? [cast.newest] : [];
  const to = Array.from({ length: 4 }, () => pick(random, members).device)
    .filter((device) => devices.get(device)?.live)
    .map((device) => ({ device, box: random.bytes(BOX_BYTES) }));
  const [epoch] = parents;
  if (epoch && to.length > 0 && random.below(10) > 0) return { t: 'epoch.grant', epoch, to };
  const commit = random.bytes(32);
  cast.newest = epochOf(room, parents, commit);
  return { t: 'epoch.rotate', parents, commit, links: [] };
}
