export const settings = {
  title: 'What is this room called?',
  name: 'Name',
  topic: 'Topic',
  hint: 'A few words under the name. Only the people in the room can read both.',
  cancel: 'Cancel',
  change: 'Change name or topic',
} as const;
