import { plural } from './quantities.ts';

export const join = {
  lead: 'You’re invited',
  looking: 'An invite',
  invitedBy: (name: string, members: number) => `${name} invited you. ${plural(members, 'member')}.`,
  checking: 'Checking the invite',
  checked: 'Invite checked',
  until: (name: string, day: string) => `Signed by ${name}, valid until ${day}`,
  asking: 'Asking to come in',
  asked: 'Asked to come in',
  waiting: (who: string) => `Waiting for ${who} to be online. You can leave this page open.`,
  waitingYes: (who: string) =>
    `Waiting for ${who}, or whoever else lets people in, to say yes. You can leave this page open.`,
  waitingAny: 'Waiting for someone in the room to be online.',
  admitted: 'You are in',
  fetching: 'Fetching the room',
  fetched: (n: number, of: number) => `${n.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} messages`,
  opening: 'Opening the room',
  as: 'Join as',
  join: 'Join',
  hint: 'People in the room see this name.',
  cancel: 'Cancel',
  deadTitle: 'This invite no longer works',
  deadTitles: {
    unreadable: 'This link is not whole',
    unknown: 'Nobody here knows this invite yet',
    'turned-away': 'You were not let in',
  },
  dead: {
    unreadable: 'A part of it is missing. Copy it again, with all that stands after #.',
    unknown:
      'The relay has not heard of it. It does as soon as whoever sent the link opens Grapevine, and you come in from here. If that takes long, ask them for a new link.',
    expired: 'It has expired. Ask for a new link.',
    revoked: 'Someone in the room turned it off. Ask for a new link.',
    spent: 'It has been used up. Ask for a new link.',
    declined: 'You were not let in.',
    'turned-away': 'Somebody in the room said no.',
    unreachable: 'The relay does not answer. It is tried again by itself.',
  },
  stop: 'Stop waiting',
  toRooms: 'To your rooms',
  toStart: 'Start without it',
} as const;
