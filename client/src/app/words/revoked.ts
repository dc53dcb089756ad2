export const revoked = {
  title: 'This device was revoked',
  text: [
    'Its person took it out of their rooms, from another device. It shows nothing more, and nothing goes out or comes in.',
    'If it is yours, clear the data of this site in the settings of the browser and link the device anew.',
  ],
} as const;
