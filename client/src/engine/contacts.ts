/**
 * People this person has verified, and whose accounts are pinned (ID-4, ID-5): by identity, in the device's own store. The
 * list is small and kept as one value; it goes into the recovery blob.
 */
import type { IdentityId } from '#shared/ids.ts';
import type { Change, DeviceStore } from '#shared/ports/deviceStore.ts';
import type { Contact } from './messages/people.ts';
import type { Notice } from './messages/port.ts';
import { meet, settle } from './pinning.ts';

const KEY = 'contacts';

export const contactsChange = (contacts: readonly Contact[]): Change => ({ table: 'rooms', key: KEY, value: contacts });

export class ContactBook {
  readonly #store: DeviceStore;
  readonly #tell: (notice: Notice) => void;
  #contacts: ReadonlyMap<IdentityId, Contact> = new Map();

  constructor(store: DeviceStore, tell: (notice: Notice) => void) {
    this.#store = store;
    this.#tell = tell;
  }

  async load(): Promise<void> {
    const kept = (await this.#store.get('rooms', KEY)) as readonly Contact[] | undefined;
    this.#contacts = new Map((kept ?? []).map((contact) => [contact.identity, contact]));
    this.#tell({ is: 'contacts', contacts: this.all });
  }

  get all(): readonly Contact[] {
    return [...this.#contacts.values()];
  }

  /** The person compared the words with this one, and they matched, or did not. `now` in ms UTC. */
  async verify(identity: IdentityId, verified: boolean, now: number, also: readonly Change[] = []): Promise<void> {
    const told = settle(this.#contacts, identity);
    const { verified: _before, ...known } = told.get(identity) ?? { identity };
    await this.#keep(new Map([...told, [identity, verified ? { ...known, verified: now } : known]]), also);
  }

  /** An account was seen to belong to this identity: pinned the first time, a change of keys when it was another's. */
  async meet(account: string, identity: IdentityId, also: readonly Change[] = []): Promise<void> {
    await this.#keep(meet(this.#contacts, account, identity), also);
  }

  /** The person has seen that the account changed hands, and goes on without comparing. */
  async told(identity: IdentityId, also: readonly Change[] = []): Promise<void> {
    await this.#keep(settle(this.#contacts, identity), also);
  }

  /** Another device of this person says this of somebody; undefined: it has forgotten them. */
  async hear(identity: IdentityId, told: Pick<Contact, 'verified' | 'account'> | undefined): Promise<void> {
    const { replaces } = this.#contacts.get(identity) ?? {};
    const contacts = new Map(this.#contacts);
    if (told) contacts.set(identity, { identity, ...told, ...(replaces ? { replaces } : {}) });
    else contacts.delete(identity);
    await this.#keep(contacts, []);
  }

  async #keep(contacts: ReadonlyMap<IdentityId, Contact>, also: readonly Change[]): Promise<void> {
    if (contacts === this.#contacts) return;
    await this.#store.write([contactsChange([...contacts.values()]), ...also]);
    this.#contacts = contacts;
    this.#tell({ is: 'contacts', contacts: this.all });
  }
}
