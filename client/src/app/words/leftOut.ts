import { plural } from './quantities.ts';

export const leftOut = {
  title: 'Messages that arrived after a removal',
  count: (n: number) => `${plural(n, 'message')}, shown to nobody`,
  look: 'Look',
  lookWho: (name: string) => `Look at what arrived from ${name}`,
  ask: (n: number, name: string) =>
    n === 1 ? `Should this message from ${name} count?` : `Should these ${n} messages from ${name} count?`,
  what: (name: string) => [
    `Whoever removed ${name} had not seen this by then, so it counts for nobody. This device has kept it.`,
    `If you let it count, everybody in the room sees it in its place. ${name} stays out.`,
  ],
  list: (name: string) => `What arrived from ${name}`,
  closed: 'Can’t be opened on this device',
  leave: 'Leave out',
  letCount: (n: number) => (n === 1 ? 'Let it count' : 'Let them count'),
  counted: (n: number, name: string) => `${plural(n, 'message')} from ${name} ${n === 1 ? 'counts' : 'count'} now`,
} as const;
