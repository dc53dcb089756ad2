export const forget = {
  button: 'Remove from this device…',
  title: (room: string) => `Remove ${room} from this device?`,
  /** What goes, and what stays. */
  what: [
    'Its messages, what you began to write in it and its keys are deleted from this device. They cannot be brought back here.',
    'Everybody else keeps what they have of it, and so do your other devices and the relay, which has sealed copies.',
  ],
  /** Nobody else is in it. */
  whatAlone: [
    'Its messages, what you began to write in it and its keys are deleted from this device.',
    'Nobody else is in this room: unless another device of yours has it, what was written in it is gone for good.',
  ],
  keep: 'Cancel',
  go: 'Remove it',
  also: 'Remove it from this device as well',
  alsoHint: 'What you wrote goes out first. Then its messages and keys are deleted here, for good.',
  done: (room: string) => `${room} is removed from this device`,
} as const;
