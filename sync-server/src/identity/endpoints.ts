/** /api/account and /api/people over HTTP: reads what is asked, holds the limits, answers in codes and words. */
import * as v from 'valibot';
import type { Clock } from '#shared/ports/clock.ts';
import {
  ACCOUNT_ASKS,
  ACCOUNT_PATH,
  PEOPLE_PATH,
  usernameField,
  type AccountAsk,
  type AskBody,
  type Refusal,
  type Standing,
} from '#shared/wire/account.ts';
import { json, type Reply } from '../http/reply.ts';
import type { Asked, Endpoint, Endpoints } from '../http/route.ts';
import { AccountLimits } from './accountLimits.ts';
import type { Identity } from './identity.ts';
import type { Done, Order, Outcome } from './orders.ts';
import { orderAsked, type Rules } from './ordersAsked.ts';
import { refuse } from './refusals.ts';

/** Bytes: the longest thing asked is a binding. */
const MOST_BODY = 8 * 1024;

const NOTHING: Done = { ok: true, cookies: [], ended: [] };

const STATUS: Partial<Record<Refusal['code'], number>> = {
  'not-signed-in': 401,
  'wrong-password': 401,
  'bad-invite': 403,
  off: 404,
  'not-found': 404,
  'name-taken': 409,
};

export function accountEndpoints(identity: Identity, rules: Rules, clock: Clock): Endpoints {
  const limits = new AccountLimits(clock);
  const isOff = rules.policy.who === 'off';

  async function run(order: Order, address: string): Promise<Reply> {
    const retry = limits.take(order, address);
    if (retry > 0) return slowDown(retry);
    const outcome = await identity.ask(order);
    // Who asks for a code is nobody yet, and hears nothing but that it was done.
    return outcome.ok && (order.do === 'code' || order.do === 'check') ? json(200, {}) : replyOf(outcome);
  }

  const replyOf = (outcome: Outcome): Reply => {
    if (!outcome.ok) return refused(outcome);
    const headers = outcome.cookies.length > 0 ? { 'set-cookie': [...outcome.cookies] } : {};
    return json(200, outcome.person ?? standing(outcome), headers);
  };

  const standing = ({ bearer, account }: Done): Standing => ({
    accounts: rules.policy.who,
    guests: rules.guests,
    is: !bearer ? 'nobody' : bearer.guest ? 'guest' : 'account',
    ...(account && { account }),
  });

  /** Nobody's standing needs no thread. */
  const look = (asked: Asked): Reply | Promise<Reply> => {
    const cookie = cookieOf(asked);
    return cookie === '' || isOff ? replyOf(NOTHING) : run({ do: 'look', cookie }, asked.address);
  };

  const find = (asked: Asked): Reply | Promise<Reply> => {
    if (isOff) return refused(refuse('off'));
    const username = v.safeParse(usernameField, asked.path.slice(PEOPLE_PATH.length + 1));
    if (!username.success) return refused(refuse('not-found'));
    return run({ do: 'find', cookie: cookieOf(asked), username: username.output }, asked.address);
  };

  const take =
    (ask: AccountAsk) =>
    (asked: Asked): Reply | Promise<Reply> => {
      if (isOff) return ask === 'guest' ? replyOf(NOTHING) : refused(refuse('off'));
      const body = bodyOf(ask, asked.body);
      if (body === undefined) return refused(refuse('bad-request'));
      const order = orderAsked(ask, body, { rules, cookie: cookieOf(asked), origin: asked.header('origin') ?? '' });
      return 'ok' in order ? replyOf(order) : run(order, asked.address);
    };

  const posts = (Object.keys(ACCOUNT_ASKS) as AccountAsk[]).map((ask): [string, Endpoint] => [
    `${ACCOUNT_PATH}/${ask}`,
    { post: { most: MOST_BODY, type: 'application/json', answer: take(ask) } },
  ]);
  return new Map([...posts, [ACCOUNT_PATH, { get: look }], [`${PEOPLE_PATH}/*`, { get: find }]]);
}

function bodyOf<Ask extends AccountAsk>(ask: Ask, bytes: Uint8Array): AskBody<Ask> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // Not JSON: like any other body that cannot be read.
    return undefined;
  }
  const read = v.safeParse(ACCOUNT_ASKS[ask], value, { abortEarly: true });
  return read.success ? read.output : undefined;
}

const cookieOf = (asked: Asked): string => asked.header('cookie') ?? '';

const refused = ({ code, say }: Refusal): Reply => json(STATUS[code] ?? 400, { code, say } satisfies Refusal);

function slowDown(retry: number): Reply {
  const { code, say } = refuse('slow-down');
  return json(429, { code, say, retry } satisfies Refusal, { 'retry-after': String(Math.ceil(retry / 1000)) });
}
