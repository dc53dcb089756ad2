/**
 * Usernames on the relay, as far as keys are concerned. The relay keeps and hands them out; what it says counts as much as the
 * device's signature under it, and no more: another identity under a known name is a new person (ID-4, T-22).
 */
import { fromText, toText } from '#shared/bytes.ts';
import { checkAccountBinding, makeAccountBinding } from '#shared/charter/accountBinding.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { IdentityId } from '#shared/ids.ts';
import type { Keys } from './keys.ts';

/** The binding of `username` to this person, as base64url. `now` in ms UTC. */
export function bindName(keys: Keys, relay: string, username: string, now: number): string {
  const { certificate, signSecret } = keys;
  return toText(makeAccountBinding({ relay, username, certificate, at: now }, signSecret));
}

/** Whose the name is; throws what a person may read when the binding is not good. */
export function whoseName(binding: string, relay: string, username: string): IdentityId {
  const bytes = fromText(binding);
  const checked = bytes && checkAccountBinding(bytes, relay, username);
  if (checked?.ok !== true)
    throw new GrapevineError(
      'bad-binding',
      `The relay says something about the name ${username} that nobody has signed. Do not trust it.`,
    );
  return checked.value.certificate.identity;
}
