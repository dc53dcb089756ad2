export const path = {
  relay: 'Through relay',
  offline: 'Offline',
  connecting: 'Reconnecting',
  direct: (n: number) => `Direct to ${n}`,
  andRelay: (n: number) => `+ ${n} by relay`,
  opens: 'Opens room details',
} as const;
