/**
 * STUN and TURN as clients are told of them. What opens a TURN server is made anew for every proved device that asks, and good for a few
 * hours (coturn's `use-auth-secret`, draft-uberti-behave-turn-rest): no password of it ever leaves this machine.
 */
import { createHmac } from 'node:crypto';
import type { IceServer } from '#shared/wire/relayInfo.ts';

/** A connection that is up stays so when it ends; a new one asks anew. */
const GOOD_FOR_SECONDS = 6 * 60 * 60;
/** As many as a client reads. */
const MOST_URLS = 8;

export interface IceSettings {
  readonly stun: readonly string[];
  readonly turn: readonly string[];
  /** Shared with the TURN server. */
  readonly turnSecret: string | undefined;
}

/** For whoever asks: a TURN server answers as STUN what has no password to be kept. */
export function stunServers({ stun, turn }: IceSettings): IceServer[] {
  const urls = [...stun, ...turn.filter((url) => url.startsWith('turn:')).map(stunOf)];
  return urls.length > 0 ? [{ urls: urls.slice(0, MOST_URLS) }] : [];
}

const stunOf = (turn: string): string => turn.replace(/^turn:/, 'stun:').replace(/\?.*$/, '');

export function iceServers({ stun, turn, turnSecret }: IceSettings, now: number): IceServer[] {
  const servers: IceServer[] = stun.length > 0 ? [{ urls: [...stun] }] : [];
  if (turn.length === 0 || turnSecret === undefined) return servers;
  const username = String(Math.floor(now / 1000) + GOOD_FOR_SECONDS);
  const credential = createHmac('sha1', turnSecret).update(username).digest('base64');
  return [...servers, { urls: [...turn], username, credential }];
}
