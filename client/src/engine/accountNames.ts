/**
 * Usernames on the relay, as far as keys are concerned. The relay keeps and hands them out; what it says counts as much as the
 * device's signature under it, and no more: another identity under a known name is a new person (ID-4, T-22).
 */
import * as v from 'valibot';
import { fromText, toText } from '#shared/bytes.ts';
import { checkAccountBinding, makeAccountBinding } from '#shared/charter/accountBinding.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { IdentityId } from '#shared/ids.ts';
import { personSchema, usernameField } from '#shared/wire/account.ts';
import type { Keys } from './keys.ts';
import type { Parts } from './parts.ts';

const OK = 200;
const SIGN_IN = 401;
const NOT_FOUND = 404;

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

/** A name as somebody typed it, as the relay has it. */
export function usernameFrom(typed: string): string {
  const username = v.safeParse(usernameField, typed.trim().replace(/^@/, '').toLowerCase());
  if (username.success) return username.output;
  throw new GrapevineError('bad-username', 'A name has small letters, digits, dots and dashes, at least three.');
}

/** Throws what a person may read. */
export async function whoseIs(username: string, { http, origin }: Pick<Parts, 'http' | 'origin'>): Promise<IdentityId> {
  const { status, body } = await http.get(`/api/people/${username}`, 'account').catch((cause: unknown) => {
    throw new GrapevineError('unreachable', 'The relay does not answer. Try again in a moment.', { cause });
  });
  if (status === SIGN_IN)
    throw new GrapevineError('sign-in', 'Looking people up takes an account on this relay. Make one, or sign in.');
  if (status === NOT_FOUND) throw new GrapevineError('not-found', 'Nobody on this relay has that name.');
  if (status !== OK) throw new GrapevineError('slow-down', 'That was often. Wait a moment and try again.');
  const told = v.safeParse(personSchema, readJson(body));
  if (!told.success) throw new GrapevineError('bad-binding', 'The relay’s answer can’t be read. Do not trust it.');
  return whoseName(told.output.binding, origin, username);
}

function readJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    // Judged by the schema, as anything else that is not an answer.
    return undefined;
  }
}
