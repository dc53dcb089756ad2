/** The window's end of peer links: loads libp2p when the Worker first asks for it, and holds the connections. */
import type { PeerEvents, PeerLinks } from '#shared/ports/peerLinks.ts';
import type { PairingStep, PeerPairing } from '#shared/ports/peerPairing.ts';
import type { FromWindow, ToWindow } from './peerProtocol.ts';

/** Serves peer links on the port until the function returned is called, which takes leave of everybody. */
export function servePeers(port: MessagePort, load: () => Promise<PeerLinks & PeerPairing>): () => void {
  let links: (PeerLinks & PeerPairing) | undefined;
  let starting: Promise<void> | undefined;
  let ended = false;
  const end = (): void => {
    ended = true;
    // A goodbye on the way out; whoever does not hear it finds the silence.
    void links?.stop();
    links = undefined;
  };
  const start = async (): Promise<void> => {
    const loaded = await load();
    if (ended) return;
    links = loaded;
    loaded.onStep((step) => tellStep(step));
    loaded.start(eventsOn(port));
  };
  const tellStep = (step: PairingStep): void => port.postMessage({ is: 'pairing', step } satisfies FromWindow);
  /** A person waits for it, so they hear that it cannot be had. */
  const pair = async (theirs: string | undefined): Promise<void> => {
    await starting;
    if (links) links.pair(theirs);
    else tellStep({ step: 'failed', why: 'no-webrtc' });
  };
  port.onmessage = ({ data }: MessageEvent) => {
    const message = data as ToWindow;
    if (message.do === 'stop') end();
    // Without WebRTC, or without its code on a bad line, the relay alone serves; it is tried again with the next page.
    else if (message.do === 'start') starting = start().catch(end);
    else if (message.do === 'pair') void pair(message.theirs);
    else if (message.do === 'unpair') links?.unpair();
    else if (links) passOn(links, message);
  };
  return () => {
    end();
    port.close();
  };
}

function eventsOn(port: MessagePort): PeerEvents {
  const say = (message: FromWindow, bytes?: Uint8Array): void => port.postMessage(message, bytes ? [bytes.buffer] : []);
  return {
    reachable: (peer) => say({ is: 'reachable', peer }),
    introduce: (peer, bytes) => say({ is: 'introduce', peer, bytes }),
    up: (peer) => say({ is: 'up', peer }),
    down: (peer, reason) => say({ is: 'down', peer, reason }),
    batch: (peer, bytes) => say({ is: 'batch', peer, bytes }, bytes),
    helped: (peer, isHelped) => say({ is: 'helped', peer, isHelped }),
  };
}

function passOn(links: PeerLinks, message: Exclude<ToWindow, { do: 'start' | 'stop' | 'pair' | 'unpair' }>): void {
  switch (message.do) {
    case 'meet':
      return links.meet(message.peer);
    case 'helpedBy':
      return links.helpedBy(message.servers);
    case 'dial':
      return links.dial(message.at);
    case 'introduced':
      return links.introduced(message.peer, message.bytes);
    case 'send':
      return links.send(message.peer, message.bytes);
    case 'drop':
      return links.drop(message.peer, message.reason);
  }
}
