export const path = {
  relay: 'Through relay',
  offline: 'Offline',
  connecting: 'Reconnecting',
  direct: (n: number) => `Direct to ${n}`,
  helped: (n: number) => `By a helper to ${n}`,
  andHelped: (n: number) => `+ ${n} by a helper`,
  andRelay: (n: number) => `+ ${n} by relay`,
  opens: 'Opens room details',
} as const;
