import { plural } from './quantities.ts';

export const back = {
  waiting: (n: number) => (n === 0 ? 'You can go on writing. It is saved here.' : `${n} waiting to go out`),
  nearby: 'People nearby still get everything',
  tryNow: 'Try now',
  looking: 'Looking for people',
  lookingMore: 'Asking the relay',
  weaving: (n: number) => (n === 0 ? 'Weaving in what was missed' : `Weaving in ${plural(n, 'message')}`),
  split: (own: number, others: number) => `Your ${own} and their ${others}`,
  comparing: 'Comparing this device with the relay',
  done: 'Up to date',
  joined: (n: number) => (n === 0 ? 'This device and the relay have the same' : `${plural(n, 'message')} joined`),
} as const;
