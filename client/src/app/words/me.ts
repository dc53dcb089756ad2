export const me = {
  rename: 'Change your name',
  title: 'What should people call you?',
  name: 'Name',
  hint: 'People in your rooms see the new name on what you write next.',
  devices: 'Devices and recovery',
  devicesShort: 'Devices',
  tells: 'What your devices tell the others',
  tell: {
    receipts: 'What has arrived here, and what you have read',
    presence: 'That you are here, and that you are writing',
  },
  tellsHint: 'In every room, sealed for the people in it. A room can settle to tell nothing, whatever you choose.',
} as const;
