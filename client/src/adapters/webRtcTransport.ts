/**
 * libp2p's WebRTC transport, which keeps every connection there ever was: to hang up when it is stopped it listens for its end by
 * an event named `close`, and RTCPeerConnection has none (@libp2p/webrtc 6.0.33, private-to-private/transport.ts). Here it is told.
 */
import type { MultiaddrConnection, Transport } from '@libp2p/interface';
import { webRTC, type WebRTCTransportInit } from '@libp2p/webrtc';

interface ClosesOnShutdown {
  _closeOnShutdown(rtc: EventTarget, connection: MultiaddrConnection): void;
}

export function webRtcTransport(init: WebRTCTransportInit): ReturnType<typeof webRTC> {
  return (components) => {
    const transport = webRTC(init)(components);
    if (closesOnShutdown(transport)) tellEnds(transport);
    return transport;
  };
}

const closesOnShutdown = (transport: Transport): transport is Transport & ClosesOnShutdown =>
  '_closeOnShutdown' in transport;

function tellEnds(transport: ClosesOnShutdown): void {
  const keep = transport._closeOnShutdown.bind(transport);
  transport._closeOnShutdown = (rtc, connection) => {
    keep(rtc, connection);
    connection.addEventListener('close', () => rtc.dispatchEvent(new Event('close')), { once: true });
  };
}
