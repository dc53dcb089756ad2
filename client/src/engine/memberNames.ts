/** What people who may say nothing in a room want to be called there: a word in its charter, sealed for those who are in. */
import { departuresOf, mayWrite, type CharterState } from '#shared/charter/state.ts';
import { openName } from '#shared/entry/openName.ts';
import { sealName } from '#shared/entry/sealName.ts';
import type { IdentityId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';
import type { RoomCharter } from './roomCharter.ts';

const IV_BYTES = 24;

/** What somebody is called by the charter, and whether that is what counts: they may say nothing in the timeline (TIM-7). */
export interface Called {
  readonly name: string;
  readonly counts: boolean;
}

export class MemberNames {
  readonly #charter: RoomCharter;
  /** By the sealed bytes, which the fold shares from state to state. */
  readonly #opened = new WeakMap<Uint8Array, string>();
  #all: ReadonlyMap<IdentityId, Called> = new Map<IdentityId, Called>();
  /** What they were made of. */
  #state: CharterState | undefined;
  #keys = 0;

  constructor(charter: RoomCharter) {
    this.#charter = charter;
  }

  /** Everybody the charter has a name for: another map whenever that may have changed. */
  get all(): ReadonlyMap<IdentityId, Called> {
    this.#renew();
    return this.#all;
  }

  /** Says how this person is called, unless that is what stands there; in the room's turn. */
  async say(me: IdentityId, name: string, random: Random): Promise<void> {
    const usable = this.#charter.keyring.usable(this.#charter.charter);
    if (!usable || name === '' || this.#of(me) === name) return;
    const sealed = sealName(usable.key, this.#charter.room, me, name, random.bytes(IV_BYTES));
    await this.#charter.write({ t: 'member.name', name: { epoch: usable.epoch, sealed } });
  }

  #renew(): void {
    const state = this.#charter.charter.state();
    const { size } = this.#charter.keyring;
    if (this.#state === state && this.#keys === size) return;
    [this.#state, this.#keys] = [state, size];
    const all = new Map<IdentityId, Called>();
    for (const identity of [...state.names.keys()].sort()) {
      const name = this.#of(identity);
      if (name !== undefined) all.set(identity, { name, counts: !this.#wrote(state, identity) });
    }
    this.#all = all;
  }

  /** Whoever is out is called as they were when they went: by the timeline where they could write by then. */
  #wrote(state: CharterState, identity: IdentityId): boolean {
    const { charter } = this.#charter;
    const went = state.members.has(identity) ? undefined : departuresOf(state, identity).at(-1);
    const op = went && charter.opOf(went.id);
    return mayWrite(op ? charter.stateAt(op.deps) : state, identity);
  }

  /** Undefined of who has said none, or as long as no key opens it. */
  #of(identity: IdentityId): string | undefined {
    const said = this.#charter.charter.state().names.get(identity);
    if (!said) return undefined;
    const known = this.#opened.get(said.sealed);
    if (known !== undefined) return known;
    const key = this.#charter.keyring.key(said.epoch);
    const name = key && openName(key, this.#charter.room, identity, said.sealed);
    if (name !== undefined) this.#opened.set(said.sealed, name);
    return name;
  }
}
