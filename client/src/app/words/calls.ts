export const calls = {
  wants: 'Wants to write with you',
  awayWho: (name: string) => `Put away the call from ${name}`,
  write: (name: string) => `Write to ${name} alone`,
  equals: 'Here are the two of you. Each can leave, and nobody else can come in.',
  waitingTitle: (name: string) => `${name} has been asked`,
  waitingLead: (name: string) =>
    `Write now if you like. ${name} reads it on coming in, even if you’ve gone offline by then.`,
  heading: 'The way in',
  text: (name: string) =>
    `${name} finds your call beside their rooms. You can also send this link; it is for one person.`,
} as const;
