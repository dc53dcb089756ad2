import type { Reply } from './reply.ts';

/** What a route needs of a request. No route of this relay reads a body yet. */
export interface Asked {
  readonly path: string;
  readonly header: (name: string) => string | undefined;
}

export type Route = (asked: Asked) => Reply;

/** What the routes can ask of the rest of the relay. */
export interface RelayStatus {
  /** False before the store is up and once the relay is stopping. */
  ready(): boolean;
  now(): number;
  readonly open: boolean;
}
