/** How amounts are said. */
export const plural = (n: number, one: string, many = `${one}s`): string =>
  `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`;

export const megabytes = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1e6).toLocaleString('en-GB')} MB`;

export const duration = (ms: number): string =>
  ms < 3_600_000 ? plural(Math.round(ms / 60_000), 'minute') : plural(Math.round(ms / 3_600_000), 'hour');
