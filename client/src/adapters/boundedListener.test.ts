import { afterEach, expect, test } from 'vitest';
import type { Libp2p, Transport } from '@libp2p/interface';
import { noise } from '@libp2p/noise';
import { webRTCDirect } from '@libp2p/webrtc';
import { yamux } from '@libp2p/yamux';
import { createLibp2p } from 'libp2p';
import { boundedListener } from './boundedListener.ts';

const MOST = 2;
const DIALLING = 5;
const PATIENCE_MS = 6_000;
const nodes: Libp2p[] = [];
afterEach(async () => {
  for (const each of nodes.splice(0)) await each.stop();
});

async function node(listen: readonly string[], bound: (transport: Transport) => Transport): Promise<Libp2p> {
  const made = await createLibp2p({
    addresses: { listen: [...listen] },
    transports: [(components) => bound(webRTCDirect({ rtcConfiguration: { iceServers: [] } })(components))],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
  });
  nodes.push(made);
  return made;
}

test('[MRK-4] however many strangers come, there are no more connections than there may be', async () => {
  const listening = await node(['/ip4/127.0.0.1/udp/0/webrtc-direct'], (transport) => boundedListener(transport, MOST));
  const [address] = listening.getMultiaddrs();
  if (!address) throw new TypeError('it listens');
  const strangers = await Promise.all(Array.from({ length: DIALLING }, () => node([], (transport) => transport)));
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const dials = await Promise.allSettled(strangers.map((stranger) => stranger.dial(address, { signal })));
  expect(dials.filter(({ status }) => status === 'fulfilled')).toHaveLength(MOST);
  expect(listening.getConnections()).toHaveLength(MOST);
});
