/**
 * /api/account: what a page asks of a relay about its account, and what it is answered. JSON both ways; the session is a
 * cookie that no script reads. This file says what there is; who may ask, and how often, the relay does.
 */
import * as v from 'valibot';

export const ACCOUNT_PATH = '/api/account';
/** `GET /api/people/<username>`: which identity a username belongs to. */
export const PEOPLE_PATH = '/api/people';

export const LEAST_PASSWORD = 10;
const MOST_PASSWORD = 128;
/** RFC 5321. */
const MOST_EMAIL = 254;
/** Bytes of a binding as base64url text: a certificate, a name, a signature. */
const MOST_BINDING = 2_048;

export const emailField = v.pipe(v.string(), v.trim(), v.toLowerCase(), v.email(), v.maxLength(MOST_EMAIL));
export const passwordField = v.pipe(v.string(), v.minLength(LEAST_PASSWORD), v.maxLength(MOST_PASSWORD));
export const codeField = v.pipe(v.string(), v.regex(/^\d{6}$/));
/** What an account is looked up by. Never made from the name a person typed: they choose it, or have none. */
export const usernameField = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{1,30}[a-z0-9]$/));
const givenPassword = v.pipe(v.string(), v.maxLength(MOST_PASSWORD));
const recoveryField = v.strictObject({
  /** Where the sealed recovery blob lies (ID-7). */
  id: v.pipe(v.string(), v.maxLength(128)),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

/** What a one-time code is for; one asked for one purpose serves no other. */
export const purposeField = v.picklist(['sign-up', 'reset']);
const invite = v.optional(v.pipe(v.string(), v.maxLength(128)));

/** Bodies of the POSTs below /api/account, by the last part of the path. */
export const ACCOUNT_ASKS = {
  guest: v.strictObject({}),
  code: v.strictObject({ email: emailField, purpose: purposeField, invite }),
  check: v.strictObject({ email: emailField, purpose: purposeField, code: codeField }),
  'sign-up': v.strictObject({ email: emailField, code: codeField, password: passwordField, invite }),
  reset: v.strictObject({ email: emailField, code: codeField, password: passwordField }),
  'sign-in': v.strictObject({ email: emailField, password: givenPassword }),
  'sign-out': v.strictObject({}),
  delete: v.strictObject({ password: givenPassword }),
  /** `null` forgets where it was. */
  recovery: v.strictObject({ recovery: v.nullable(recoveryField) }),
  /** charter/accountBinding.ts, as base64url. */
  bind: v.strictObject({ username: usernameField, binding: v.pipe(v.string(), v.maxLength(MOST_BINDING)) }),
} as const;
export type AccountAsk = keyof typeof ACCOUNT_ASKS;
export type AskBody<Ask extends AccountAsk> = v.InferOutput<(typeof ACCOUNT_ASKS)[Ask]>;
export type Purpose = v.InferOutput<typeof purposeField>;

/** Somebody's account on this relay, as they see it themselves. */
export const accountSchema = v.object({
  email: v.string(),
  username: v.optional(v.string()),
  /** The binding the relay hands to whoever looks the username up; the page checks it (T-22). */
  binding: v.optional(v.string()),
  recovery: v.optional(recoveryField),
});
export type Account = v.InferOutput<typeof accountSchema>;

/** The answer to `GET /api/account`, and to every POST that went well. */
export const standingSchema = v.object({
  /** Who may make an account here. */
  accounts: v.picklist(['open', 'invite', 'off']),
  /** Whether one may connect without. */
  guests: v.boolean(),
  is: v.picklist(['nobody', 'guest', 'account']),
  account: v.optional(accountSchema),
});
export type Standing = v.InferOutput<typeof standingSchema>;

/** The answer of `GET /api/people/<username>`. */
export const personSchema = v.object({ username: v.string(), binding: v.string() });
export type FoundPerson = v.InferOutput<typeof personSchema>;

export const ACCOUNT_REFUSALS = [
  'bad-request',
  'wrong-code',
  'too-many-tries',
  'wrong-password',
  'weak-password',
  'bad-invite',
  'bad-binding',
  'name-taken',
  'not-signed-in',
  'not-found',
  'slow-down',
  'off',
  'failed',
] as const;
export type AccountRefusal = (typeof ACCOUNT_REFUSALS)[number];

/** Every answer that is no 200. `retry` in ms, when trying again makes sense. */
export const refusalSchema = v.object({
  code: v.fallback(v.picklist(ACCOUNT_REFUSALS), 'failed'),
  say: v.string(),
  retry: v.optional(v.number()),
});
export type Refusal = v.InferOutput<typeof refusalSchema>;

/** What a window hears: how it stands with the relay now (asked for a code: nothing), or why not. */
export type AccountAnswer =
  | { readonly ok: true; readonly standing?: Standing }
  | { readonly ok: false; readonly code: AccountRefusal | 'unreachable'; readonly retry?: number | undefined };

/** The accounts of the relay this page is from. Never rejects. */
export interface Accounts {
  look(): Promise<AccountAnswer>;
  ask<Ask extends AccountAsk>(ask: Ask, body: AskBody<Ask>): Promise<AccountAnswer>;
}
