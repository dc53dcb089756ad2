/** Who may do what to whom: now and then somebody who may puts another out, changes what they are, or hands the room over. */
import type { IdentityId, RoomId } from '#shared/ids.ts';
import { RANKS, type Rank } from '#shared/charter/rank.ts';
import { mayGive, mayHandOver, mayManage, rankOf, type CharterState } from '#shared/charter/state.ts';
import type { SeededRandom } from '../seededRandom.ts';
import { membersOf, type Member } from './members.ts';
import type { Company } from './person.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';

/** Of so many steps, one more is an act of authority. */
const EVERY = 9;

export class Authority {
  readonly #random: SeededRandom;
  readonly #devices: readonly SimulatedDevice[];
  readonly #company: Company;

  constructor(random: SeededRandom, devices: readonly SimulatedDevice[], company: Company) {
    this.#random = random;
    this.#devices = devices;
    this.#company = company;
  }

  act(): void {
    if (this.#random.below(EVERY) > 0 || !this.#company.room) return;
    if (this.#random.below(4) === 0) return this.#tryAnother(this.#company.room);
    const someone = this.#one(
      membersOf(this.#devices, this.#company.room).filter(({ device, room }) => !room.isLeaving && !device.isBehind),
    );
    if (!someone) return;
    const state = someone.room.charter.charter.state();
    const me = someone.engine.self?.identity;
    const target = this.#one([...state.members.keys()].filter((identity) => identity !== me));
    if (me && target) this.#deed(someone, state, me, target);
  }

  /** Whose link does not work turns to another. */
  #tryAnother(room: RoomId): void {
    const device = this.#one(this.#devices.filter(({ engine }) => engine?.joins.isJoining(room)));
    const asked = device?.sent.findLast(({ command }) => command.do === 'join.ask')?.command;
    const links = this.#company.links.flatMap(({ answer }) => (answer?.ok && answer.link ? [answer.link] : []));
    const link = this.#one(links);
    if (!device || asked?.do !== 'join.ask' || !link || link === asked.link) return;
    device.do({ do: 'join.cancel', link: asked.link });
    device.do({ do: 'join.ask', link, name: device.name });
  }

  #deed({ device, room: { id: room } }: Member, state: CharterState, me: IdentityId, target: IdentityId): void {
    const kind = this.#random.below(10);
    if (kind < 4 && mayManage(state, me, target)) {
      const why = this.#random.below(2) === 0 ? { reason: 'so it is' } : {};
      device.do({ do: 'member.remove', room, identity: target, ...why });
    } else if (kind < 9) {
      const role = this.#one(this.#roles(state, me, target));
      if (role) device.do({ do: 'member.role', room, identity: target, role });
    } else if (mayHandOver(state, me)) device.do({ do: 'member.handover', room, identity: target });
  }

  #roles(state: CharterState, me: IdentityId, target: IdentityId): Rank[] {
    const [mine, theirs] = [rankOf(state, me), rankOf(state, target)];
    return mayManage(state, me, target) ? RANKS.filter((rank) => rank !== theirs && mayGive(mine, rank)) : [];
  }

  #one<T>(of: readonly T[]): T | undefined {
    return of[this.#random.below(of.length)];
  }
}
