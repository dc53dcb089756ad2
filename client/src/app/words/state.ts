import { plural } from './quantities.ts';

export const state = {
  saved: 'Saved here',
  relay: 'On the relay',
  peers: (n: number) => `With ${plural(n, 'peer')}`,
  read: (n: number) => `Read by ${String(n)}`,
  inFull: (copies: string, n: number) => `${copies}, read by ${String(n)}`,
  delivered: (n: number, m: number) => `Delivered to ${n} of ${m}`,
  who: 'Where this message is',
  has: 'Has it',
  hasRead: 'Has read it',
  hasNot: 'Not yet',
  had: 'Had it, is no longer here',
  hadRead: 'Has read it, is no longer here',
  here: 'This device',
  relayHas: 'Relay, a sealed copy',
  untold: 'The devices of this room do not tell who has a message.',
} as const;
