/** Tables as Kysely sees them; migrations/ makes them. */
export interface Schema {
  documents: { number: number; room: string; segment: string };
  /** Where each writer's list stands, as the relay wrote it down. */
  writers: { document: number; writer: number; count: number; head: string };
  /** REL-6: `count` entries from `first` on as ready wire bytes; a row never reaches over a multiple of 128. */
  stretches: { document: number; writer: number; first: number; count: number; structs: Uint8Array };
  markers: { room: string; device: string; version: number; frame: Uint8Array };
  /** Sealed copies that recovery codes open. */
  recoveries: { id: string; version: number; copy: Uint8Array };
  /** ENT-6: husk orders, as JSON (HuskOrder without the place); `due`, ms UTC, until the payload goes, null once it went. */
  orders: { document: number; writer: number; seq: number; device: string; order: string; due: number | null };
  /** Husks without an order. */
  holes: { document: number; writer: number; seq: number };
  /** LOG-8: the proof of a writer's lowest fork, as the frame it came in. */
  forks: { room: string; segment: string; writer: number; proof: Uint8Array };
  /** LOG-8a: entries beside a charter, each as the frame that gives it. */
  branches: { room: string; id: string; entry: Uint8Array };
  requests: { room: string; hash: string; request: Uint8Array; expires: number };
}
