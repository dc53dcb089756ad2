/** Accounts of the relay this page is from, by `fetch`. The session is a cookie the browser keeps from scripts. */
import * as v from 'valibot';
import {
  ACCOUNT_PATH,
  refusalSchema,
  standingSchema,
  type AccountAnswer,
  type Accounts,
} from '#shared/wire/account.ts';

export const relayAccounts: Accounts = {
  look: () => hear(ACCOUNT_PATH, { method: 'GET' }),
  ask: (ask, body) =>
    hear(`${ACCOUNT_PATH}/${ask}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
};

async function hear(path: string, init: RequestInit): Promise<AccountAnswer> {
  let response: Response;
  let told: unknown;
  try {
    response = await fetch(path, { ...init, cache: 'no-store', credentials: 'same-origin' });
    told = await response.json();
  } catch {
    // No network, no relay, or something between that answers for it.
    return { ok: false, code: 'unreachable' };
  }
  return response.ok ? standingOf(told) : refusalOf(told);
}

/** Who asked for a code is told no more than that it was done. */
const answerSchema = v.union([standingSchema, v.strictObject({})]);

function standingOf(told: unknown): AccountAnswer {
  const { success, output } = v.safeParse(answerSchema, told);
  if (!success) return { ok: false, code: 'failed' };
  return 'is' in output ? { ok: true, standing: output } : { ok: true };
}

function refusalOf(told: unknown): AccountAnswer {
  const refusal = v.safeParse(refusalSchema, told);
  return refusal.success
    ? { ok: false, code: refusal.output.code, retry: refusal.output.retry }
    : { ok: false, code: 'failed' };
}
