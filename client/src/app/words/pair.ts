import { plural } from './quantities.ts';

export const pair = {
  button: 'Pair nearby',
  title: 'Pair with somebody near you',
  lead: 'Your devices meet straight, with no server between them. One of you takes the other’s code and shows the answer.',
  making: 'Making your code',
  mine: 'Your code',
  mineHint: 'Good for one meeting, for ten minutes.',
  qr: 'Your code, for their camera',
  copy: 'Copy',
  copied: 'Code copied',
  theirs: 'Their code or answer',
  take: 'Take it',
  answerTitle: 'Now let them take your answer',
  answerLead: 'Once their device has taken it, you are connected.',
  answer: 'Your answer',
  answerQr: 'Your answer, for their camera',
  answerHint: 'They have three minutes for it.',
  meeting: 'Looking for each other',
  metTitle: 'You are connected',
  proving: 'Checking which device that is',
  rooms: (n: number) =>
    n === 0
      ? 'You two share no room yet. One of you can bring the other into one.'
      : `What you write in ${plural(n, 'room')} you share goes straight to them.`,
  bring: 'Bring them into',
  bringDo: 'Bring them in',
  bringing: (room: string) => `They have a link to ${room} now. You see them in the room once they have taken it.`,
  brought: 'They bring you into a room.',
  look: 'Look at it',
  done: 'Done',
  again: 'Begin again',
  wrong: {
    'not-a-code': 'This is not a code for pairing. It begins with GRAPEVINE1.',
    cut: 'A part of this code is missing. Copy all of it, or scan it.',
    own: 'This is your own code. Take the one on the other screen.',
    other:
      'This answer is for another code than yours. Let them take the code you see here, then take their new answer.',
  },
  failedTitle: 'You are not connected',
  failed: {
    late: 'The time of that code is over. Begin again and take it within a few minutes.',
    unreached:
      'The two devices found no way to each other. Put both on the same Wi-Fi, or let one use the hotspot of the other, and begin again.',
    'no-webrtc': 'This browser cannot connect straight to others. The relay carries your messages.',
    gone: 'The connection to the other device ended. Begin again, or wait for the relay.',
  },
} as const;
