import { plural } from './quantities.ts';

export const route = {
  relay: 'Goes through the relay, sealed for this room.',
  alone: 'Saved on this device, and sealed on the relay for whoever joins.',
  offline: (n: number) =>
    n === 0
      ? 'Nobody can be reached. What you write is saved on this device.'
      : `Nobody can be reached. ${n} waiting to go out.`,
  both: (n: number) => `Goes straight to ${plural(n, 'device', 'devices')}, and by way of the relay.`,
  straight: (n: number) => `Goes straight to ${plural(n, 'device', 'devices')}. The relay gets it when it is back.`,
  connecting: 'Looking for the relay. What you write is saved on this device.',
  writing: ([first = '', second = '', ...more]: readonly string[]) =>
    more.length > 0
      ? `${first}, ${second} and ${plural(more.length, 'other')} are writing`
      : second !== ''
        ? `${first} and ${second} are writing`
        : `${first} is writing`,
  sealed: 'End-to-end encrypted',
} as const;
