export const rules = {
  title: 'Rules of the room',
  name: {
    invite: 'May invite',
    links: 'Newcomers',
    history: 'Newcomers read',
    write: 'May write',
    receipts: 'Delivery',
    presence: 'Who is here',
  },
  option: {
    invite: { owner: 'the owner', admin: 'admins', moderator: 'moderators too', member: 'everyone who writes' },
    links: { open: 'come in by a link', asked: 'ask first' },
    history: { all: 'everything', joining: 'from their joining on' },
    write: { member: 'everyone', moderator: 'moderators and above', admin: 'admins and above', owner: 'the owner' },
    receipts: { on: 'is shown', off: 'is not shown' },
    presence: { on: 'is shown', off: 'is not shown' },
  },
  means: {
    invite: {
      owner: 'Only the owner makes links and lets people in.',
      admin: 'Admins and the owner make links and let people in.',
      moderator: 'Moderators make links and let people in as well.',
      member:
        'Everybody who writes here makes links. Whom a member invites can read, until somebody makes them a member.',
    },
    links: {
      open: 'Whoever has a link that works is let in, unasked.',
      asked: 'Somebody who may invite says yes to each of them. No link lets people in at once.',
    },
    history: {
      all: 'Newcomers can read what was said before they came.',
      joining: 'What was said before somebody came stays closed to them.',
    },
    write: {
      member: 'All members write.',
      moderator: 'Members read. Moderators, admins and the owner write.',
      admin: 'Members and moderators read. Admins and the owner write.',
      owner: 'The owner writes. Everybody else reads.',
    },
    receipts: {
      on: 'Devices tell each other, sealed, what has arrived and what was read.',
      off: 'No device tells what has arrived or was read. You see that a message is on the relay, and no more.',
    },
    presence: {
      on: 'Devices tell each other, sealed, who has the room open and who is writing. Nobody keeps it.',
      off: 'No device tells that somebody is here or writing.',
    },
  },
  changed: 'The rules of the room are changed for everyone',
  undo: 'Undo',
} as const;
