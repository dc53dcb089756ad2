export const trouble = {
  title: 'What this device keeps can’t be opened',
  again: 'Try again',
  unknown: 'Something is wrong with the storage of this browser. Close other tabs of Grapevine and try again.',
} as const;
