export const scan = {
  start: 'Use the camera',
  camera: 'What the camera sees',
  again: 'Try again',
  /** By the browser's names for it. */
  refused: {
    NotAllowedError: 'You have not allowed the camera for this page. Allow it beside the address, or paste the code.',
    NotFoundError: 'There is no camera on this device. Paste the code instead.',
    NotReadableError: 'Another program has the camera. Close that one and try again, or paste the code.',
    other: 'This browser gives no camera here. Paste the code instead.',
  },
} as const;
