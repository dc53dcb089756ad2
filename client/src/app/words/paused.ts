export const paused = {
  title: (name: string) => `Sending to ${name} is paused`,
  now: (name: string) =>
    `Someone new answers for the account that was ${name}’s: a new start after losing a device, or somebody else. Compare the words to find out.`,
  before: (name: string, account: string) =>
    `Other keys answer for the account ${account} now. Perhaps ${name} has begun anew and no longer reads here. Compare the words with ${name} to find out.`,
  goOn: 'Write all the same',
} as const;
