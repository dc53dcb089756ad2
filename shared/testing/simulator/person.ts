/** What a person does at a device: something, by chance, of what the screen offers. */
import type { EntryId, InviteId, RoomId } from '#shared/ids.ts';
import { departuresOf, mayInvite, mayLeave } from '#shared/charter/state.ts';
import type { Room } from '../../../client/src/engine/room.ts';
import type { SeededRandom } from '../seededRandom.ts';
import type { Sent, SimulatedDevice } from './simulatedDevice.ts';

const EMOJI = ['👍', '❤️', '😂'];
const USES = [1, 10, 'any'] as const;

/** What all people of a run share: the room, its links, and a count that makes every text one of its own. */
export interface Company {
  room: RoomId | undefined;
  readonly links: Sent[];
  texts: number;
}

export class Person {
  readonly device: SimulatedDevice;
  readonly #random: SeededRandom;
  readonly #company: Company;
  readonly #isFurther: boolean;
  #joining: Sent | undefined;

  constructor(device: SimulatedDevice, random: SeededRandom, company: Company, isFurther = false) {
    this.#isFurther = isFurther;
    this.device = device;
    this.#random = random;
    this.#company = company;
  }

  /** One thing, if there is anything to do. */
  act(): void {
    const { engine } = this.device;
    if (!engine) return;
    // Somebody's second device is nobody until it is linked.
    if (!engine.self && this.#isFurther) return;
    if (!engine.self) {
      // The first time, or as somebody new.
      this.#joining = undefined;
      return void this.device.do({ do: 'start', name: this.device.name });
    }
    if (this.device.isBehind) return;
    const room = this.#company.room && engine.rooms.get(this.#company.room);
    if (room && this.#isIn(room)) this.#deed(room);
    else if (!this.#joining || (room && this.#wasPutOut(room))) this.#join();
  }

  /** Whoever left does not come back. */
  #wasPutOut(room: Room): boolean {
    const { engine } = this.device;
    if (!engine?.self || !room.isOpen || engine.joins.isJoining(room.id)) return false;
    const { identity } = engine.self;
    const state = room.charter.charter.state();
    return room.isOut && !state.members.has(identity) && departuresOf(state, identity).at(-1)?.author !== identity;
  }

  /** The link this person came by, when there is one. */
  get joining(): Sent | undefined {
    return this.#joining;
  }

  #isIn(room: Room): boolean {
    const { engine } = this.device;
    return (
      room.isOpen &&
      !room.isLeaving &&
      engine?.self !== undefined &&
      room.charter.charter.state().members.has(engine.self.identity) &&
      !engine.joins.isJoining(room.id)
    );
  }

  #join(): void {
    const links = this.#company.links.flatMap(({ answer }) => (answer?.ok && answer.link ? [answer.link] : []));
    const link = links[this.#random.below(links.length)];
    if (link) this.#joining = this.device.do({ do: 'join.ask', link, name: this.device.name });
  }

  #deed(room: Room): void {
    const deeds: [number, () => void][] = [
      [30, () => this.#say(room)],
      [10, () => this.#reply(room)],
      [12, () => this.#edit(room)],
      [8, () => this.#delete(room)],
      [4, () => this.#undo(room)],
      [14, () => this.#react(room)],
      [2, () => this.#rename()],
      [2, () => this.#renameRoom(room)],
      [3, () => this.#invite(room)],
      [1, () => this.#revoke(room)],
      [1, () => this.#leave(room)],
    ];
    let drawn = this.#random.below(deeds.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, deed] of deeds) {
      if (drawn < weight) return deed();
      drawn -= weight;
    }
  }

  #say({ id: room }: Room): void {
    this.device.do({ do: 'send', room, text: this.#text() });
  }

  #reply(room: Room): void {
    const to = this.#message(room);
    if (to) this.device.do({ do: 'send', room: room.id, text: this.#text(), reply: to });
  }

  #edit(room: Room): void {
    const target = this.#message(room, true);
    if (target) this.device.do({ do: 'edit', room: room.id, target, text: this.#text() });
  }

  #delete(room: Room): void {
    const target = this.#message(room, true);
    if (!target || this.device.engine?.held.until(target) !== undefined) return;
    this.device.do({ do: 'delete', room: room.id, target });
  }

  #undo(room: Room): void {
    const held = this.#messages(room).filter(({ id }) => this.device.engine?.held.until(id) !== undefined);
    const target = held[this.#random.below(held.length)];
    if (target) this.device.do({ do: 'delete.undo', room: room.id, target: target.id });
  }

  #react(room: Room): void {
    const target = this.#message(room);
    const emoji = EMOJI[this.#random.below(EMOJI.length)] ?? '👍';
    if (target) this.device.do({ do: 'react', room: room.id, target, emoji, on: this.#random.below(3) > 0 });
  }

  #rename(): void {
    this.device.do({ do: 'rename', name: `${this.device.name} ${++this.#company.texts}` });
  }

  #renameRoom(room: Room): void {
    if (!this.#mayInvite(room)) return;
    this.device.do({ do: 'room.rename', room: room.id, name: `room ${++this.#company.texts}` });
  }

  #invite(room: Room): void {
    if (!this.#mayInvite(room)) return;
    const uses = USES[this.#random.below(USES.length)] ?? 'any';
    const open = this.#random.below(3) === 0;
    this.#company.links.push(this.device.do({ do: 'invite.create', room: room.id, uses, days: 7, open }));
  }

  #revoke(room: Room): void {
    const invites: InviteId[] = [...room.charter.charter.state().invites].flatMap(([id, { revoked }]) =>
      revoked ? [] : [id],
    );
    const invite = invites[this.#random.below(invites.length)];
    if (invite && this.#mayInvite(room)) this.device.do({ do: 'invite.revoke', room: room.id, invite });
  }

  #leave(room: Room): void {
    const { engine } = this.device;
    if (engine?.self && mayLeave(room.charter.charter.state(), engine.self.identity))
      this.device.do({ do: 'room.leave', room: room.id });
  }

  #mayInvite(room: Room): boolean {
    const { engine } = this.device;
    return engine?.self !== undefined && mayInvite(room.charter.charter.state(), engine.self.identity);
  }

  #message(room: Room, own = false): EntryId | undefined {
    const messages = this.#messages(room).filter(({ author }) => !own || author === this.device.engine?.self?.identity);
    // Mostly of the newest, as people do.
    const near = messages.slice(-8);
    return near[this.#random.below(near.length)]?.id;
  }

  #messages(room: Room) {
    return room.timeline.fold.rows().flatMap((row) => (row.kind === 'message' && !row.deleted ? [row] : []));
  }

  #text(): string {
    return `text ${++this.#company.texts}`;
  }
}
