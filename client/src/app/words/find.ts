export const find = {
  button: 'Find a person',
  title: 'Whom are you looking for?',
  label: 'Name on this relay',
  go: 'Look',
  hint: 'The name they chose to be found by, letter by letter.',
  own: 'That is you',
  known: (username: string) => `You know each other from a room. Found by ${username}.`,
  fresh: 'You have no room in common. The relay says these are their keys: compare words when it matters.',
} as const;
