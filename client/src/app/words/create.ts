export const create = {
  title: 'What is the room called?',
  name: 'Room name',
  create: 'Create room',
  hint: 'Only the people in the room can read its name.',
  who: 'Who can read it?',
  invited: 'The people in it',
  invitedHint: 'They come in by a link you make.',
  public: 'Whoever has the link',
  publicHint: 'A public room. Every link to it lets people in at once, and opens what is written to whoever holds it.',
} as const;
