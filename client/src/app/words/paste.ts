export const paste = {
  title: 'Where does the link lead?',
  label: 'Link',
  go: 'Look at it',
  hint: 'Paste the whole link, with the part after #.',
  wrong: 'This is not a link to a room. Copy the whole link again, with the part after #.',
  elsewhere: (host: string) => `This link belongs to ${host}. Open it there.`,
} as const;
