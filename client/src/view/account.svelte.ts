/** The way to an account and what can be done with it, step by step. What a person typed stays until the step is done. */
import type { AccountAnswer, AccountAsk, Accounts, AskBody, Purpose, Standing } from '#shared/wire/account.ts';
import type { IdentityId } from '#shared/ids.ts';
import { words } from '../app/words.ts';
import type { Answer } from '../engine/messages/answer.ts';

export type AccountStep =
  | 'asking'
  | 'unreachable'
  | 'off'
  | 'welcome'
  | 'sign-in'
  | 'email'
  | 'code'
  | 'password'
  | 'account'
  | 'name'
  | 'delete';

/** What the engine is asked: to sign for a name, and whose one is. */
export interface NameKeys {
  bind(username: string): Promise<Answer>;
  whose(username: string, binding: string): Promise<Answer>;
}

/** Loads what speaks with the relay, when it is first needed. */
export type LoadAccounts = () => Promise<Accounts>;

const MINUTE = 60_000;

export class AccountView {
  step = $state<AccountStep>('asking');
  purpose = $state<Purpose>('sign-up');
  standing = $state.raw<Standing | undefined>();
  email = $state('');
  code = $state('');
  password = $state('');
  invite = $state('');
  username = $state('');
  busy = $state(false);
  /** What went wrong, for whoever typed it. */
  wrong = $state<string | undefined>();
  /** Codes sent to this address meanwhile. */
  sent = $state(0);
  /** Whose the account's name is; undefined while there is none, or that is not known. */
  holder = $state<IdentityId | 'nobody' | undefined>();
  readonly #load: LoadAccounts;
  readonly #keys: NameKeys;
  readonly #tell: (standing: Standing) => void;

  constructor(load: LoadAccounts, keys: NameKeys, tell: (standing: Standing) => void) {
    this.#load = load;
    this.#keys = keys;
    this.#tell = tell;
  }

  /** `first`: the step for whoever is not signed in. */
  async open(first: 'welcome' | 'sign-in'): Promise<void> {
    this.step = 'asking';
    const heard = await (await this.#load()).look();
    if (!heard.ok) return void (this.step = 'unreachable');
    this.#stand(heard.standing);
    if (heard.standing?.is !== 'account') this.turnTo(heard.standing?.accounts === 'off' ? 'off' : first);
  }

  turnTo(step: AccountStep): void {
    this.wrong = undefined;
    this.password = '';
    if (step === 'email' || step === 'welcome') this.code = '';
    if (step === 'name') this.username = this.standing?.account?.username ?? '';
    this.step = step;
  }

  begin(purpose: Purpose): void {
    this.purpose = purpose;
    this.sent = 0;
    this.turnTo('email');
  }

  async sendCode(): Promise<void> {
    const { email, purpose, invite } = this;
    const heard = await this.#ask('code', { email, purpose, ...(invite.trim() && { invite: invite.trim() }) });
    if (!heard.ok) return;
    this.sent++;
    this.code = '';
    this.step = 'code';
  }

  async giveCode(): Promise<void> {
    const { email, purpose, code } = this;
    if ((await this.#ask('check', { email, purpose, code: digitsOf(code) })).ok) this.step = 'password';
    else this.code = '';
  }

  async choosePassword(): Promise<void> {
    const { email, password, invite } = this;
    const body = { email, code: digitsOf(this.code), password };
    if (this.purpose === 'reset') await this.#ask('reset', body);
    else await this.#ask('sign-up', { ...body, ...(invite.trim() && { invite: invite.trim() }) });
  }

  async signIn(): Promise<void> {
    await this.#ask('sign-in', { email: this.email, password: this.password });
    this.password = '';
  }

  /** True when it was done. */
  async signOut(): Promise<boolean> {
    return (await this.#ask('sign-out', {})).ok;
  }

  async delete(): Promise<boolean> {
    const heard = await this.#ask('delete', { password: this.password });
    this.password = '';
    return heard.ok;
  }

  async bind(): Promise<void> {
    this.busy = true;
    const username = this.username.trim().toLowerCase();
    const signed = await this.#keys.bind(username);
    if (signed.ok && signed.binding !== undefined) await this.#ask('bind', { username, binding: signed.binding });
    this.busy = false;
  }

  async #ask<Ask extends AccountAsk>(ask: Ask, body: AskBody<Ask>): Promise<AccountAnswer> {
    this.busy = true;
    this.wrong = undefined;
    const heard = await (await this.#load()).ask(ask, body);
    this.busy = false;
    if (heard.ok) this.#stand(heard.standing);
    else this.wrong = sayOf(heard, ask);
    return heard;
  }

  #stand(standing: Standing | undefined): void {
    if (standing === undefined) return;
    this.standing = standing;
    this.#tell(standing);
    if (standing.is !== 'account') return;
    this.turnTo('account');
    void this.#findHolder(standing);
  }

  /** The relay says whose the name is; the signature under it says whether that is so. */
  async #findHolder({ account }: Standing): Promise<void> {
    this.holder = undefined;
    if (account?.username === undefined || account.binding === undefined) return;
    const whose = await this.#keys.whose(account.username, account.binding);
    this.holder = whose.ok ? whose.identity : 'nobody';
  }
}

/** People type codes as they read them, in two groups of three. */
const digitsOf = (text: string): string => text.replace(/\D/g, '');

function sayOf(refused: Extract<AccountAnswer, { ok: false }>, ask: AccountAsk): string {
  if (refused.code === 'slow-down') return words.account.slowDown(Math.ceil((refused.retry ?? MINUTE) / MINUTE));
  if (refused.code === 'bad-request') return words.account.unreadable[ask] ?? words.account.wrong.failed;
  return words.account.wrong[refused.code];
}
