import { plural } from './quantities.ts';

export const asking = {
  title: 'People who ask to come in',
  one: (name: string) => `${name} wants to join`,
  many: (n: number) => `${plural(n, 'person asks', 'people ask')} to join`,
  inRoom: (n: number, room: string) => `${plural(n, 'person asks', 'people ask')} to join ${room}`,
  by: (name: string) => `Has the link ${name} made`,
  byMine: 'Has the link you made',
  wasHere: 'was in this room before',
  admit: 'Let in',
  admitWho: (name: string) => `Let in ${name}`,
  decline: 'Decline',
  declineWho: (name: string) => `Decline ${name}`,
  admitted: (name: string) => `${name} is in`,
  declined: (name: string) => `${name} is not let in`,
  undo: 'Undo',
} as const;
