/** What went wrong, in words for a person. Nothing here says whether an e-mail address is known. */
import type { APIError } from 'better-auth/api';
import type { AccountRefusal } from '#shared/wire/account.ts';
import type { Outcome } from './orders.ts';

type Refused = Extract<Outcome, { ok: false }>;

const SAY = {
  'bad-request': 'The relay can’t read that. Reload the page and try again.',
  'wrong-code': 'That code is not right, or its time is over. Look again, or ask for a new one.',
  'too-many-tries': 'That were too many wrong codes. Ask for a new one.',
  'wrong-password': 'E-mail and password don’t go together. Check both, or choose a new password.',
  'weak-password': 'A password has at least 10 characters.',
  'bad-invite': 'This relay makes accounts for people it invites. Check the invite word.',
  'bad-binding': 'The relay could not check that this name is yours. Reload the page and try again.',
  'name-taken': 'Somebody has this name already. Choose another.',
  'not-signed-in': 'You are signed out. Sign in and try again.',
  'not-found': 'Nobody on this relay has that name.',
  'slow-down': 'That was often. Wait a moment and try again.',
  off: 'This relay has no accounts.',
  failed: 'The relay failed over this. Try again in a moment.',
} as const satisfies Record<AccountRefusal, string>;

export const refuse = (code: AccountRefusal): Refused => ({ ok: false, code, say: SAY[code] });

/** better-auth's codes as ours. A code that was never made, is used up or too old is a wrong one. */
const CODES: Readonly<Record<string, AccountRefusal>> = {
  INVALID_OTP: 'wrong-code',
  OTP_EXPIRED: 'wrong-code',
  USER_NOT_FOUND: 'wrong-code',
  TOO_MANY_ATTEMPTS: 'too-many-tries',
  INVALID_EMAIL_OR_PASSWORD: 'wrong-password',
  INVALID_PASSWORD: 'wrong-password',
  CREDENTIAL_ACCOUNT_NOT_FOUND: 'wrong-password',
  PASSWORD_TOO_SHORT: 'weak-password',
  PASSWORD_TOO_LONG: 'weak-password',
  INVALID_EMAIL: 'bad-request',
};

export function refusalOf(error: APIError): Refused {
  const code = error.body?.code;
  if (error.statusCode === 401 && code !== 'INVALID_EMAIL_OR_PASSWORD') return refuse('not-signed-in');
  const known = code === undefined ? undefined : CODES[code];
  if (known === undefined) throw error;
  return refuse(known);
}
