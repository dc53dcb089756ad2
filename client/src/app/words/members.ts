import { plural } from './quantities.ts';

const RANKS = { owner: 'Owner', admin: 'Admin', moderator: 'Moderator', member: 'Member', reader: 'Reader' } as const;

export const members = {
  title: 'Members',
  you: 'You',
  here: 'here now',
  devices: (n: number) => plural(n, 'device'),
  faulty: 'A device of theirs contradicts itself',
  rank: RANKS,
  rankMay: {
    owner: 'Has the room, and may hand it over.',
    admin: 'May rename the room, invite, remove people and change roles below admin.',
    moderator: 'May delete what others wrote, and remove members and readers.',
    member: 'May read and write.',
    reader: 'May read, and not write.',
  },
  role: 'Role',
  became: (name: string, rank: keyof typeof RANKS) => `${name} is now ${RANKS[rank].toLowerCase()}`,
  remove: 'Remove from room',
  removeTitle: (name: string) => `Remove ${name} from this room?`,
  removeWhat: (name: string) => [
    `${name} keeps what is on their devices, and can read nothing that is written from now on.`,
    `What ${name} wrote and you have seen stays. What you have not seen yet does not count for anyone.`,
    'The room gets a new key at once. Everybody else goes on as before.',
  ],
  removeLinks: 'Links that let people in at once are turned off. Make a new one afterwards.',
  reason: 'Reason',
  reasonHint: 'If you like. Everybody in the room can read it, and so can the person you remove.',
  removeDo: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} is no longer in this room`,
  keep: 'Cancel',
  handover: 'Hand over the room',
  handoverTitle: (name: string) => `Hand this room over to ${name}?`,
  handoverText: (name: string) => `${name} becomes the owner, and you an admin. Only ${name} can hand it back.`,
  handedOver: (name: string) => `${name} has the room now`,
} as const;
