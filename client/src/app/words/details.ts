import { plural } from './quantities.ts';

export const details = {
  title: 'Room details',
  close: 'Close details',
  back: 'Back',
  backRooms: 'Back to rooms',
  public: 'A public room: whoever holds a link to it can read it, also without joining.',
  connected: 'How you’re connected',
  mapUp: (names: string) => `You are connected through the relay to ${names}.`,
  mapAlone: 'You are connected to the relay. You are the only person in this room.',
  mapOff: 'You have no connection. Nothing is reaching the relay.',
  mapDirect: (names: string) => `You are connected straight to ${names}.`,
  mapHelped: (names: string) => `You are connected straight, through a helper, to ${names}.`,
  legendRelay: 'Through relay',
  legendDirect: 'Direct',
  legendHelped: 'Direct (through a helper)',
  helper:
    'A helper passes on what your devices seal for each other where their networks let nothing else through. It cannot read it.',
  legendOff: 'Offline',
  relay: 'Relay',
  more: (n: number) => `and ${n} more`,
  lastReached: (time: string) => `Not reached since ${time}. Trying again by itself.`,
  waiting: 'Waiting to go out',
  waitingHint: 'You can still edit or delete these. Nobody has seen them.',
  waitingNear: 'The relay does not have these yet. People nearby may.',
  kept: 'Where this room is kept',
  keptHere: (n: number) => `This device, ${plural(n, 'entry', 'entries')}`,
  keptRelay: 'Relay, sealed copies',
  relayAll: 'all of it',
  relayBehind: (time: string | undefined) => (time === undefined ? 'not yet all' : `up to ${time}`),
  relayNone: 'none yet',
  unconfirmed:
    'This came back from the relay’s copy. Nobody else’s device has confirmed yet that nothing is missing; it does once it has something you write here.',
  links: 'Links to join',
  linkUses: (used: number, uses: number | 'any') =>
    uses !== 'any'
      ? `Used ${used} of ${uses}`
      : used === 0
        ? 'Not used yet'
        : used === 1
          ? 'Used once'
          : `Used ${used} times`,
  linkUntil: (day: string) => `until ${day}`,
  linkOpen: 'lets people in at once',
  linkBy: (name: string) => `made by ${name}`,
  linkState: { live: 'Works', spent: 'Used up', expired: 'Expired', revoked: 'Turned off' },
  turnOff: 'Turn off',
  leave: 'Leave room',
  leaveTitle: 'Leave this room?',
  leaveText:
    'You stop getting what is written here. What this device has of it stays readable, under “No longer in”, until you remove it.',
  stay: 'Stay',
  you: 'You',
} as const;
