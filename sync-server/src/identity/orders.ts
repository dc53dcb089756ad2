/** What passes between the relay's event loop and the thread that keeps accounts. Plain data. */
import type { Account, AccountRefusal, FoundPerson, Purpose } from '#shared/wire/account.ts';

/** `cookie` is the request's header: whose session it is. Every answer may end sessions and set cookies. */
export type Order =
  | { readonly do: 'look'; readonly cookie: string }
  | { readonly do: 'guest'; readonly cookie: string }
  | { readonly do: 'code'; readonly email: string; readonly purpose: Purpose }
  | { readonly do: 'check'; readonly email: string; readonly purpose: Purpose; readonly code: string }
  | {
      readonly do: 'sign-up';
      readonly cookie: string;
      readonly email: string;
      readonly code: string;
      readonly password: string;
    }
  | {
      readonly do: 'reset';
      readonly cookie: string;
      readonly email: string;
      readonly code: string;
      readonly password: string;
    }
  | { readonly do: 'sign-in'; readonly cookie: string; readonly email: string; readonly password: string }
  | { readonly do: 'sign-out'; readonly cookie: string }
  | { readonly do: 'delete'; readonly cookie: string; readonly password: string }
  | {
      readonly do: 'recovery';
      readonly cookie: string;
      readonly recovery: { readonly id: string; readonly version: number } | null;
    }
  /** The binding was checked before it came here. */
  | { readonly do: 'bind'; readonly cookie: string; readonly username: string; readonly binding: string }
  | { readonly do: 'find'; readonly cookie: string; readonly username: string };

/** Whose a token is. Ids are the account file's own; nothing else of the relay is keyed on them. */
export interface Bearer {
  readonly account: string;
  readonly session: string;
  readonly guest: boolean;
  /** ms UTC. */
  readonly expires: number;
}

/** Sessions that are no more: one, or all of an account but one. */
export type Ended = { readonly session: string } | { readonly account: string; readonly but?: string | undefined };

export interface Done {
  readonly ok: true;
  /** Who the asker is from now on. */
  readonly bearer?: Bearer | undefined;
  readonly account?: Account | undefined;
  readonly person?: FoundPerson;
  readonly cookies: readonly string[];
  readonly ended: readonly Ended[];
}
export type Outcome = Done | { readonly ok: false; readonly code: AccountRefusal; readonly say: string };

/** What the thread is started with. */
export interface IdentityOptions {
  readonly folder: string;
  readonly secret: string | undefined;
  readonly smtp: string | undefined;
  readonly mailFrom: string | undefined;
  /** Where people reach the relay. Cookies are `Secure` when it is https. */
  readonly url: string;
  readonly codeSeconds: number;
}

export interface Asking {
  readonly id: number;
  readonly order: Order | { readonly do: 'stop' };
}

export type Report =
  | { readonly is: 'answer'; readonly id: number; readonly outcome: Outcome }
  | { readonly is: 'failed'; readonly id: number; readonly say: string }
  | { readonly is: 'trouble'; readonly event: string; readonly say: string };
