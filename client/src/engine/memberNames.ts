/** What people who may say nothing in a room want to be called there: a word in its charter, sealed for those who are in. */
import { openName } from '#shared/entry/openName.ts';
import { sealName } from '#shared/entry/sealName.ts';
import type { IdentityId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';
import type { RoomCharter } from './roomCharter.ts';

const IV_BYTES = 24;

export class MemberNames {
  readonly #charter: RoomCharter;
  /** By the sealed bytes, which the fold shares from state to state. */
  readonly #opened = new WeakMap<Uint8Array, string>();

  constructor(charter: RoomCharter) {
    this.#charter = charter;
  }

  /** Undefined of who has said none, or as long as no key opens it. */
  of(identity: IdentityId): string | undefined {
    const said = this.#charter.charter.state().names.get(identity);
    if (!said) return undefined;
    const known = this.#opened.get(said.sealed);
    if (known !== undefined) return known;
    const key = this.#charter.keyring.key(said.epoch);
    const name = key && openName(key, this.#charter.room, identity, said.sealed);
    if (name !== undefined) this.#opened.set(said.sealed, name);
    return name;
  }

  /** Says how this person is called, unless that is what stands there; in the room's turn. */
  async say(me: IdentityId, name: string, random: Random): Promise<void> {
    const usable = this.#charter.keyring.usable(this.#charter.charter);
    if (!usable || name === '' || this.of(me) === name) return;
    const sealed = sealName(usable.key, this.#charter.room, me, name, random.bytes(IV_BYTES));
    await this.#charter.write({ t: 'member.name', name: { epoch: usable.epoch, sealed } });
  }
}
