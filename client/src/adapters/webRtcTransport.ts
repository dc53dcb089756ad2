/**
 * libp2p's WebRTC transport, without two faults of @libp2p/webrtc 6.0.33 (private-to-private/transport.ts, muxer.ts):
 *
 * - It keeps every connection there ever was: to hang up when it is stopped it listens for its end by an event named `close`, and
 *   RTCPeerConnection has none. Here it is told.
 * - Two meet by a channel `init`, which who dialled waits to see open and then closes. Who was dialled closes it too, as soon as
 *   it comes: if that is seen before it was looked at, the other waits until the dial times out (6 s). Here it is left to who opened it.
 */
import type { MultiaddrConnection, StreamMuxer, Transport, Upgrader } from '@libp2p/interface';
import { webRTC, type WebRTCTransportInit } from '@libp2p/webrtc';

interface ClosesOnShutdown {
  _closeOnShutdown(rtc: RTCPeerConnection, connection: MultiaddrConnection): void;
}

interface TakesChannels {
  onDataChannel(channel: RTCDataChannel, ...more: readonly unknown[]): void;
}

const MEETING_CHANNEL = 'init';

/** `met`: told of each connection that stands, by whatever side was dialled. */
export function webRtcTransport(
  init: WebRTCTransportInit,
  met: (rtc: RTCPeerConnection, connection: MultiaddrConnection) => void,
): ReturnType<typeof webRTC> {
  return (components) => {
    leaveMeetingChannels(components.upgrader);
    const transport = webRTC(init)(components);
    if (closesOnShutdown(transport)) tellEnds(transport, met);
    return transport;
  };
}

const closesOnShutdown = (transport: Transport): transport is Transport & ClosesOnShutdown =>
  '_closeOnShutdown' in transport;

const takesChannels = (muxer: StreamMuxer): muxer is StreamMuxer & TakesChannels => 'onDataChannel' in muxer;

function tellEnds(transport: ClosesOnShutdown, met: ClosesOnShutdown['_closeOnShutdown']): void {
  const keep = transport._closeOnShutdown.bind(transport);
  transport._closeOnShutdown = (rtc, connection) => {
    keep(rtc, connection);
    connection.addEventListener('close', () => rtc.dispatchEvent(new Event('close')), { once: true });
    met(rtc, connection);
  };
}

function leaveMeetingChannels(upgrader: Upgrader): void {
  const upgrade = upgrader.upgradeInbound.bind(upgrader);
  upgrader.upgradeInbound = (connection, options) => {
    const { muxerFactory } = options;
    if (!muxerFactory) return upgrade(connection, options);
    const createStreamMuxer = (...of: Parameters<typeof muxerFactory.createStreamMuxer>): StreamMuxer => {
      const muxer = muxerFactory.createStreamMuxer(...of);
      if (takesChannels(muxer)) leaveMeetingChannel(muxer);
      return muxer;
    };
    return upgrade(connection, { ...options, muxerFactory: { protocol: muxerFactory.protocol, createStreamMuxer } });
  };
}

function leaveMeetingChannel(muxer: TakesChannels): void {
  const take = muxer.onDataChannel.bind(muxer);
  muxer.onDataChannel = (channel, ...more) => {
    if (channel.label !== MEETING_CHANNEL) take(channel, ...more);
  };
}
