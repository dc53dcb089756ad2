/**
 * STUN and TURN servers for peers, as the relay's own settings name them (`/api/relay`); none without a relay, and never a
 * third party's. Asked again before what opens them runs out.
 */
import * as v from 'valibot';
import { RELAY_INFO_PATH, relayInfoSchema } from '#shared/wire/relayInfo.ts';

/** A relay that takes longer is not waited for: two on one network need none of it. */
const ASK_MS = 2_000;
const FRESH_MS = 60 * 60 * 1000;

export function relayIce(origin: string, now: () => number): () => Promise<RTCConfiguration> {
  let known: RTCConfiguration = { iceServers: [] };
  let askedAt = -Infinity;
  return async () => {
    if (now() - askedAt < FRESH_MS) return known;
    const asked = await ask(origin);
    if (!asked) return known;
    askedAt = now();
    return (known = asked);
  };
}

async function ask(origin: string): Promise<RTCConfiguration | undefined> {
  try {
    const response = await fetch(origin + RELAY_INFO_PATH, { cache: 'no-store', signal: AbortSignal.timeout(ASK_MS) });
    const read = v.safeParse(relayInfoSchema, await response.json());
    return read.success ? { iceServers: read.output.ice } : undefined;
  } catch {
    // The relay is away: who is near is met without it.
    return undefined;
  }
}
