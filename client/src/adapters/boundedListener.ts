/**
 * A webrtc-direct listener that has so many connections at most, those under way included. libp2p makes one of native code for each
 * stranger's first packet, whose sender can be invented, and counts them only once they are proved.
 */
import type { Listener, Transport } from '@libp2p/interface';

/** As of @libp2p/webrtc 6.0.33. */
interface Inside {
  readonly connections: ReadonlyMap<string, unknown>;
  incomingConnection(ufrag: string, host: string, port: number, signal: AbortSignal): Promise<void>;
}

export function boundedListener<T extends Transport>(transport: T, most: number): T {
  const create = transport.createListener.bind(transport);
  transport.createListener = (options) => {
    const listener = create(options) as Listener & Inside;
    const comes = listener.incomingConnection.bind(listener);
    listener.incomingConnection = async (...from) => {
      if (listener.connections.size < most) await comes(...from);
    };
    return listener;
  };
  return transport;
}
