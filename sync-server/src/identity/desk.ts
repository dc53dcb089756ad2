/**
 * What can be asked about accounts, done. Known and unknown e-mail addresses take the same steps: a code is made and looked
 * up for either, and whether a letter goes out is not waited for, so neither the answer nor its time tells them apart.
 */
import type { DatabaseSync } from 'node:sqlite';
import { isAPIError } from 'better-auth/api';
import type { Account, Purpose } from '#shared/wire/account.ts';
import type { Auth } from './auth.ts';
import type { Letter } from './letters.ts';
import { codeLetter, haveAccountLetter } from './letters.ts';
import type { Bearer, Done, Ended, Order, Outcome } from './orders.ts';
import { refusalOf, refuse } from './refusals.ts';

type Session = NonNullable<Awaited<ReturnType<Auth['api']['getSession']>>>;

export interface DeskParts {
  readonly auth: Auth;
  readonly database: DatabaseSync;
  /** Sends a letter, some time. */
  readonly send: (to: string, letter: Letter) => void;
  readonly url: string;
  readonly codeSeconds: number;
}

/** better-auth's names of the purposes of a code. */
const OTP_TYPE = { 'sign-up': 'sign-in', reset: 'forget-password' } as const;

type Do<K extends Order['do']> = Extract<Order, { do: K }>;
type Desk = { readonly [K in Order['do']]: (order: Do<K>) => Promise<Outcome> };

export async function handle(desk: Desk, order: Order): Promise<Outcome> {
  try {
    return await (desk[order.do] as (order: Order) => Promise<Outcome>)(order);
  } catch (error) {
    if (isAPIError(error)) return refusalOf(error);
    throw error;
  }
}

export function openDesk({ auth, database, send, url, codeSeconds }: DeskParts): Desk {
  const { api } = auth;
  const headersOf = (cookie: string): Headers => new Headers(cookie === '' ? {} : { cookie });
  const userOf = database.prepare('select id from user where email = ?');
  const isKnown = (email: string): boolean => userOf.get(email) !== undefined;
  const setRecovery = database.prepare('update user set recoveryId = ?, recoveryVersion = ? where id = ?');
  const setBinding = database.prepare('update user set username = ?, binding = ? where id = ?');
  const bindingOf = database.prepare('select id, username, binding from user where username = ?');

  const sessionOf = (cookie: string): Promise<Session | null> => api.getSession({ headers: headersOf(cookie) });

  /** How things stand for who shows this cookie; `more` is what came about on the way. */
  async function stand(
    cookie: string,
    more: { cookies?: readonly string[]; ended?: readonly Ended[] } = {},
  ): Promise<Done> {
    const found = cookie === '' ? undefined : await api.getSession({ headers: headersOf(cookie), returnHeaders: true });
    const session = found?.response ?? undefined;
    return {
      ok: true,
      bearer: session && bearerOf(session),
      account: session && accountOf(session),
      cookies: [...(more.cookies ?? []), ...(found?.headers.getSetCookie() ?? [])],
      ended: more.ended ?? [],
    };
  }

  /** The browser's session before this one is over: a guest's (who is gone altogether), or another account's. */
  async function follow(before: Session | null, headers: Headers, ended: readonly Ended[] = []): Promise<Done> {
    const cookies = headers.getSetCookie();
    const done = await stand(pairsOf(cookies), { cookies });
    if (!before || before.session.id === done.bearer?.session) return { ...done, ended };
    await (await auth.$context).internalAdapter.deleteSession(before.session.token);
    return { ...done, ended: [...ended, { session: before.session.id }] };
  }

  async function checkCode(email: string, purpose: Purpose, otp: string): Promise<void> {
    try {
      await api.checkVerificationOTP({ body: { email, type: OTP_TYPE[purpose], otp } });
    } catch (error) {
      // The code is right, and there is no account yet: that is what a sign-up is for.
      if (!(isAPIError(error) && error.body?.code === 'USER_NOT_FOUND')) throw error;
    }
  }

  return {
    look: ({ cookie }) => stand(cookie),

    guest: async ({ cookie }) => {
      if (await sessionOf(cookie)) return stand(cookie);
      const { headers } = await api.signInAnonymous({ headers: new Headers(), returnHeaders: true });
      return follow(null, headers);
    },

    code: async ({ email, purpose }) => {
      const type = OTP_TYPE[purpose];
      // An earlier code would come back with tries of its own once this one is used up.
      await (await auth.$context).internalAdapter.deleteVerificationByIdentifier(`${type}-otp-${email}`);
      const code = await api.createVerificationOTP({ body: { email, type } });
      const known = isKnown(email);
      if (purpose === 'sign-up') send(email, known ? haveAccountLetter(url) : codeLetter(code, url, codeSeconds));
      else if (known) send(email, codeLetter(code, url, codeSeconds));
      return { ok: true, cookies: [], ended: [] };
    },

    check: async ({ email, purpose, code }) => {
      await checkCode(email, purpose, code);
      return { ok: true, cookies: [], ended: [] };
    },

    'sign-up': async ({ cookie, email, code, password }) => {
      await checkCode(email, 'sign-up', code);
      // No such code was ever mailed.
      if (isKnown(email)) return refuse('wrong-code');
      const before = await sessionOf(cookie);
      const { headers } = await api.signInEmailOTP({
        body: { email, otp: code },
        headers: headersOf(cookie),
        returnHeaders: true,
      });
      await api.setPassword({
        body: { newPassword: password },
        headers: new Headers({ cookie: pairsOf(headers.getSetCookie()) }),
      });
      return follow(before, headers);
    },

    reset: async ({ cookie, email, code, password }) => {
      const before = await sessionOf(cookie);
      await api.resetPasswordEmailOTP({ body: { email, otp: code, password } });
      const { headers } = await api.signInEmail({
        body: { email, password },
        headers: headersOf(cookie),
        returnHeaders: true,
      });
      const done = await follow(before, headers);
      const { bearer } = done;
      // Whoever had the old password is out.
      return bearer ? { ...done, ended: [...done.ended, { account: bearer.account, but: bearer.session }] } : done;
    },

    'sign-in': async ({ cookie, email, password }) => {
      const before = await sessionOf(cookie);
      const { headers } = await api.signInEmail({
        body: { email, password },
        headers: headersOf(cookie),
        returnHeaders: true,
      });
      return follow(before, headers);
    },

    'sign-out': async ({ cookie }) => {
      const before = await sessionOf(cookie);
      const { headers } = await api.signOut({ headers: headersOf(cookie), returnHeaders: true });
      const ended = before ? [{ session: before.session.id }] : [];
      return { ok: true, cookies: headers.getSetCookie(), ended };
    },

    delete: async ({ cookie, password }) => {
      const before = await sessionOf(cookie);
      if (!before || isGuest(before)) return refuse('not-signed-in');
      const { headers } = await api.deleteUser({
        body: { password },
        headers: headersOf(cookie),
        returnHeaders: true,
      });
      return { ok: true, cookies: headers.getSetCookie(), ended: [{ account: before.user.id }] };
    },

    recovery: async ({ cookie, recovery }) => {
      const session = await sessionOf(cookie);
      if (!session || isGuest(session)) return refuse('not-signed-in');
      setRecovery.run(recovery?.id ?? null, recovery?.version ?? null, session.user.id);
      return stand(cookie);
    },

    bind: async ({ cookie, username, binding }) => {
      const session = await sessionOf(cookie);
      if (!session || isGuest(session)) return refuse('not-signed-in');
      const holder = bindingOf.get(username) as { id: string } | undefined;
      if (holder && holder.id !== session.user.id) return refuse('name-taken');
      setBinding.run(username, binding, session.user.id);
      return stand(cookie);
    },

    find: async ({ cookie, username }) => {
      const session = await sessionOf(cookie);
      if (!session || isGuest(session)) return refuse('not-signed-in');
      const person = bindingOf.get(username) as { username: string; binding: string } | undefined;
      if (!person) return refuse('not-found');
      return { ok: true, person: { username: person.username, binding: person.binding }, cookies: [], ended: [] };
    },
  };
}

const isGuest = ({ user }: Session): boolean => user.isAnonymous === true;

const bearerOf = (found: Session): Bearer => ({
  account: found.user.id,
  session: found.session.id,
  guest: isGuest(found),
  expires: found.session.expiresAt.getTime(),
});

function accountOf(found: Session): Account | undefined {
  if (isGuest(found)) return undefined;
  const { email, username, binding, recoveryId, recoveryVersion } = found.user;
  return {
    email,
    ...(username && { username }),
    ...(binding && { binding }),
    ...(recoveryId && { recovery: { id: recoveryId, version: recoveryVersion ?? 0 } }),
  };
}

/** What a browser would send back after being told these cookies. */
const pairsOf = (setCookies: readonly string[]): string =>
  setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ');
