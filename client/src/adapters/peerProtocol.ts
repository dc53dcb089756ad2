/** What passes between the engine's Worker and the leading window, where WebRTC is, on a MessagePort of their own. */
import type { IceServer } from '#shared/wire/relayInfo.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import type { PairingStep } from '#shared/ports/peerPairing.ts';

/** The Worker's first message, with the port: `postMessage({ peers: port }, [port])`. */
export interface PeersPort {
  readonly peers: MessagePort;
}

export type ToWindow =
  | { readonly do: 'start' }
  | { readonly do: 'meet'; readonly peer: PeerTransport }
  | { readonly do: 'helpedBy'; readonly servers: readonly IceServer[] }
  | { readonly do: 'dial'; readonly at: readonly string[] }
  | { readonly do: 'introduced' | 'send'; readonly peer: PeerTransport; readonly bytes: Uint8Array }
  | { readonly do: 'drop'; readonly peer: PeerTransport; readonly reason: string }
  | { readonly do: 'pair'; readonly theirs?: string }
  | { readonly do: 'unpair' }
  | { readonly do: 'stop' };

export type FromWindow =
  | { readonly is: 'reachable' | 'up'; readonly peer: PeerTransport }
  | { readonly is: 'introduce' | 'batch'; readonly peer: PeerTransport; readonly bytes: Uint8Array }
  | { readonly is: 'down'; readonly peer: PeerTransport; readonly reason: string }
  | { readonly is: 'helped'; readonly peer: PeerTransport; readonly isHelped: boolean }
  | { readonly is: 'pairing'; readonly step: PairingStep };
