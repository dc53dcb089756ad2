import { plural } from './quantities.ts';

export const rooms = {
  region: 'Rooms',
  heading: 'Rooms',
  start: 'Start a room',
  join: 'Join with a link',
  nameless: 'A room still locked',
  draft: 'Draft',
  you: 'You',
  joining: 'Joining',
  unread: (n: number) => plural(n, 'unread message'),
  empty: 'Start a room or join one',
  emptyLead:
    'A room lives on the devices of the people in it. It works with no network, and weaves together when you meet again.',
  none: 'Nothing written yet',
  people: 'People',
  past: 'No longer in',
  pick: 'Pick a room to read',
} as const;
