import { plural } from './quantities.ts';

export const composer = {
  message: (room: string) => `Message ${room}`,
  offline: 'Write anyway, it goes out later.',
  send: 'Send',
  saveEdit: 'Save',
  replying: (name: string) => `Replying to ${name}`,
  editing: 'Editing your message',
  stop: 'Stop',
  left: 'You have left this room',
  removed: (by: string) => `${by} removed you from this room`,
  keeps: 'What this device has of it stays readable here. Nothing that is written from now on reaches you.',
  reader: 'You can read this room, not write in it.',
  tooLong: (over: number) => `${plural(over, 'character')} too many for one message`,
} as const;
