/**
 * ID-4: whose an account is was settled when it was first met. Another identity that later answers for the same account is
 * a new person, and it is said once; nothing here grants anybody anything. Pure: Contacts keeps what it answers.
 */
import type { IdentityId } from '#shared/ids.ts';
import type { Contact } from './messages/people.ts';

export type Contacts = ReadonlyMap<IdentityId, Contact>;

/** `account` was seen to be `identity`'s. The same map when that is no news. */
export function meet(contacts: Contacts, account: string, identity: IdentityId): Contacts {
  const known = contacts.get(identity);
  if (known?.account === account) return contacts;
  const pinned = [...contacts.values()].find((contact) => contact.account === account && !contact.replaces);
  const met: Contact = { ...known, identity, account, ...(pinned ? { replaces: pinned.identity } : {}) };
  return new Map([...contacts, [identity, met]]);
}

/** The person has been told: from now on the account is pinned to who has it now. */
export function settle(contacts: Contacts, identity: IdentityId): Contacts {
  const met = contacts.get(identity);
  if (!met?.replaces) return contacts;
  const settled = new Map(contacts);
  const { replaces, ...rest } = met;
  settled.set(identity, rest);
  const before = contacts.get(replaces);
  if (before) {
    const { account: _account, ...without } = before;
    settled.set(replaces, without);
  }
  return settled;
}
