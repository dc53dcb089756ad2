import { plural } from './quantities.ts';

export const devices = {
  title: 'Your devices',
  here: 'This device',
  other: 'Another device',
  inRooms: (n: number) => `In ${plural(n, 'room')}`,
  rename: (name: string) => `Rename ${name}`,
  name: 'What do you call it?',
  link: 'Link a device',
  recovery: 'Recovery code',
  revoke: 'Revoke',
  revokeWhich: (name: string) => `Revoke ${name}`,
  revokeTitle: (name: string) => `Revoke ${name}?`,
  revokeWhat: [
    'It is put out of all your rooms at once and for good. It can read nothing that is written from now on.',
    'What it wrote and this device has seen stays. What nobody has seen yet does not count.',
    'As soon as it reaches the relay it says so and locks. What it has kept until then stays on it.',
  ],
  byCode: 'This device was linked, so your recovery code is asked for. It is used this once and not kept here.',
  byCodeNone: 'You never made one? Then use the device that made your keys.',
  linkTitle: 'Which words did you write down?',
  goOn: 'Go on',
  revokeDo: 'Revoke it',
  revoked: (name: string) => `${name} is no longer one of your devices`,
  keep: 'Cancel',
} as const;
