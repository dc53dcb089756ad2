import type { IceServer } from '#shared/wire/relayInfo.ts';
import type { Reply } from './reply.ts';

/** What a route needs of a request. */
export interface Asked {
  readonly path: string;
  readonly header: (name: string) => string | undefined;
  /** The other end of the socket. Headers that claim another are not believed. */
  readonly address: string;
  /** Bytes of a POST, as many as its endpoint takes; else empty. */
  readonly body: Uint8Array;
}

export type Route = (asked: Asked) => Reply | Promise<Reply>;

/** What a path answers to. A POST is only taken from a page of an origin that may connect here (requestListener.ts). */
export interface Endpoint {
  readonly get?: Route;
  readonly post?: PostRoute;
}

export interface PostRoute {
  /** Most bytes of a body; longer ones are refused unread. */
  readonly most: number;
  /** Content type it must have: never one that a form of a foreign page can send. */
  readonly type: 'application/json' | 'application/octet-stream';
  readonly answer: Route;
}

/** By exact path; one that ends in `/*` takes every path that goes one step on and has none of its own. */
export type Endpoints = ReadonlyMap<string, Endpoint>;

/** What the routes can ask of the rest of the relay. */
export interface RelayStatus {
  /** False before the store is up and once the relay is stopping. */
  ready(): boolean;
  now(): number;
  readonly open: boolean;
  /** STUN servers, for whoever asks. */
  ice(): readonly IceServer[];
}
