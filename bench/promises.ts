/** What the project promises of each figure. */
export type FigureName = keyof typeof PROMISES;

type Bound = { readonly atLeast: number } | { readonly atMost: number };

export const PROMISES = {
  fanout_vs_ws: { atLeast: 2 },
  fanout_vs_yws: { atLeast: 2.5 },
  steady_p99_vs_ws: { atMost: 1.5 },
  catchup_100k_vs_1k: { atMost: 1.5 },
  coldjoin_cpu_vs_yws: { atMost: 0.5 },
  warmstart_100k_vs_1k: { atMost: 1.3 },
  wire_bytes_43: { atMost: 256 },
  guard_vs_signatures: { atMost: 0.3 },
  relay_kb_per_connection: { atMost: 20 },
  relay_mb_2000_rooms: { atMost: 150 },
  peer_catchup_vs_raw: { atLeast: 0.6 },
  headless_catchup_vs_raw: { atLeast: 0.6 },
  peer_join_vs_relay: { atMost: 1 },
  direct_p50_vs_relay: { atMost: 1 },
  direct_p99_vs_relay: { atMost: 1 },
  first_link_ms: { atMost: 3000 },
} as const satisfies Record<string, Bound>;

const boundOf = (name: FigureName): Bound => PROMISES[name];

export function isKept(name: FigureName, value: number): boolean {
  const bound = boundOf(name);
  return 'atLeast' in bound ? value >= bound.atLeast : value <= bound.atMost;
}

export function sayPromise(name: FigureName): string {
  const bound = boundOf(name);
  return 'atLeast' in bound ? `≥ ${bound.atLeast}` : `≤ ${bound.atMost}`;
}
