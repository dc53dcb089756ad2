export const gone = {
  title: 'Removed',
  by: (name: string) => `Removed by ${name}`,
  again: 'Let less count',
  againWho: (name: string) => `Let less count of ${name}`,
  ask: (name: string) => `Let less of ${name} count?`,
  what: (name: string) => [
    `${name} is out already, and stays out.`,
    `What stops counting disappears for everybody. If somebody let messages of ${name} count that arrived later, this takes that back too.`,
  ],
  counts: 'What stops counting',
  spans: {
    none: 'What this device has not seen',
    hour: 'The last hour as well',
    day: 'The last day as well',
    week: 'The last week as well',
    all: 'Everything they wrote',
  },
  done: (name: string) => `Less of ${name} counts now`,
} as const;
