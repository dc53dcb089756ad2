import { plural } from './quantities.ts';

export const net = {
  up: 'Relay reachable',
  latency: (ms: number) => `${Math.round(ms)} ms`,
  looking: 'Looking for the relay',
  nearby: (n: number) => `${plural(n, 'person', 'people')} nearby`,
  nearbyOnly: 'Relay unreachable, people nearby still get everything',
  syncing: 'Weaving in what was missed',
  since: (time: string, network: boolean) => `${network ? 'Relay unreachable' : 'No network'} since ${time}`,
  waiting: (n: number) => `${n} waiting to go out`,
} as const;
