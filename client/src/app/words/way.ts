/** By which way a message came, or did not at first. */
export const way = {
  offline: { say: 'written offline', why: 'Nobody in this room could be reached from here when you wrote this.' },
  apart: { say: 'written apart', why: 'Written without having seen what others said at that time.' },
  relay: { say: 'via relay', why: 'It came here through the relay, sealed.' },
  friend: { say: 'via a friend', why: 'It came here straight from somebody else in this room, without the relay.' },
  own: {
    say: 'via your other device',
    why: 'It came here straight from another device of yours, without the relay.',
  },
} as const;
