/** From what a page asked to the order the accounts' thread is given, or at once its outcome. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { fromText } from '#shared/bytes.ts';
import { checkAccountBinding } from '#shared/charter/accountBinding.ts';
import type { AccountAsk, AskBody } from '#shared/wire/account.ts';
import type { AccountsPolicy } from '../config.ts';
import type { Order, Outcome } from './orders.ts';
import { refuse } from './refusals.ts';

export interface Rules {
  readonly policy: AccountsPolicy;
  readonly guests: boolean;
}

interface Asker {
  readonly rules: Rules;
  readonly cookie: string;
  /** Of the page that asks. */
  readonly origin: string;
}

type Reader<Ask extends AccountAsk> = (body: AskBody<Ask>, asker: Asker) => Order | Outcome;

const READERS: { readonly [Ask in AccountAsk]: Reader<Ask> } = {
  guest: (_body, { rules, cookie }) => {
    if (rules.guests) return { do: 'guest', cookie };
    return cookie === '' ? { ok: true, cookies: [], ended: [] } : { do: 'look', cookie };
  },
  code: ({ email, purpose, invite }, { rules }) =>
    purpose === 'reset' || isInvited(rules.policy, invite) ? { do: 'code', email, purpose } : refuse('bad-invite'),
  check: (body) => ({ do: 'check', ...body }),
  'sign-up': ({ invite, ...body }, { rules, cookie }) =>
    isInvited(rules.policy, invite) ? { do: 'sign-up', cookie, ...body } : refuse('bad-invite'),
  reset: (body, { cookie }) => ({ do: 'reset', cookie, ...body }),
  'sign-in': (body, { cookie }) => ({ do: 'sign-in', cookie, ...body }),
  'sign-out': (_body, { cookie }) => ({ do: 'sign-out', cookie }),
  delete: (body, { cookie }) => ({ do: 'delete', cookie, ...body }),
  recovery: (body, { cookie }) => ({ do: 'recovery', cookie, ...body }),
  bind: ({ username, binding }, { cookie, origin }) => {
    const bytes = fromText(binding);
    // The page that asks is one of this relay's own addresses, and the name it binds is one at that address.
    const good = bytes && checkAccountBinding(bytes, origin, username).ok;
    return good ? { do: 'bind', cookie, username, binding } : refuse('bad-binding');
  },
};

export const orderAsked = <Ask extends AccountAsk>(ask: Ask, body: AskBody<Ask>, asker: Asker): Order | Outcome =>
  READERS[ask](body, asker);

function isInvited(policy: AccountsPolicy, word: string | undefined): boolean {
  if (policy.who !== 'invite') return policy.who === 'open';
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(policy.word), digest(word ?? ''));
}
