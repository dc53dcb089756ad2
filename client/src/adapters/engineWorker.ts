import workerUrl from '../engine/worker.ts?worker&url';
import type { PeerLinks } from '#shared/ports/peerLinks.ts';
import type { PeerPairing } from '#shared/ports/peerPairing.ts';
import type { EngineProcess } from './leadership.ts';
import type { PeersPort } from './peerProtocol.ts';
import { trustedScript } from './trustedScript.ts';
import { webRandom } from './webRandom.ts';
import { servePeers } from './windowPeers.ts';

/**
 * Starts the engine's Worker. The address comes from the bundler as text (`?worker&url`) because a policy has to see it
 * first: under Trusted Types `new Worker` takes no plain text, and the bundler recognises no other form of the call.
 * Peer links end with it: WebRTC is here, in the window, and nowhere in a Worker.
 */
export function startEngineWorker(): EngineProcess {
  const worker = new Worker(trustedScript(workerUrl), { type: 'module', name: 'grapevine' });
  const { port1, port2 } = new MessageChannel();
  const peers: PeersPort = { peers: port2 };
  worker.postMessage(peers, [port2]);
  const endPeers = servePeers(port1, loadPeers);
  return {
    terminate: () => {
      endPeers();
      worker.terminate();
    },
  };
}

/** 130 KB that nothing painted first waits for. */
async function loadPeers(): Promise<PeerLinks & PeerPairing> {
  if (typeof RTCPeerConnection === 'undefined') throw new TypeError('this browser has no WebRTC');
  const { Libp2pPeers } = await import('./libp2pPeers.ts');
  return new Libp2pPeers((length) => webRandom.bytes(length));
}
