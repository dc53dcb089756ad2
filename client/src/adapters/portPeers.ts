import type { IceServer } from '#shared/wire/relayInfo.ts';
import type { PeerEvents, PeerLinks, PeerTransport } from '#shared/ports/peerLinks.ts';
import type { PairingStep, PeerPairing } from '#shared/ports/peerPairing.ts';
import type { FromWindow, PeersPort, ToWindow } from './peerProtocol.ts';

/** As much of a Worker's global scope as waiting for the port takes. */
export interface PortScope {
  addEventListener(type: 'message', heard: (event: MessageEvent) => void, options: { once: true }): void;
}

/** Peer links as the Worker has them: in the window that started it, over the port that window sent. */
export class PortPeers implements PeerLinks, PeerPairing {
  #port: MessagePort | undefined;
  /** Said before the port came. */
  #early: ToWindow[] = [];
  #heard: PeerEvents | undefined;
  #stepped: (step: PairingStep) => void = () => undefined;

  /** Make it before the Worker's script first waits for anything: the port comes once. */
  constructor(scope: PortScope) {
    scope.addEventListener('message', ({ data }) => this.#connect((data as PeersPort).peers), { once: true });
  }

  start(heard: PeerEvents): void {
    this.#heard = heard;
    this.#say({ do: 'start' });
  }

  meet(peer: PeerTransport): void {
    this.#say({ do: 'meet', peer });
  }

  helpedBy(servers: readonly IceServer[]): void {
    this.#say({ do: 'helpedBy', servers });
  }

  dial(at: readonly string[]): void {
    this.#say({ do: 'dial', at });
  }

  introduced(peer: PeerTransport, bytes: Uint8Array): void {
    this.#say({ do: 'introduced', peer, bytes });
  }

  send(peer: PeerTransport, bytes: Uint8Array): void {
    this.#say({ do: 'send', peer, bytes });
  }

  drop(peer: PeerTransport, reason: string): void {
    this.#say({ do: 'drop', peer, reason });
  }

  onStep(heard: (step: PairingStep) => void): void {
    this.#stepped = heard;
  }

  pair(theirs?: string): void {
    this.#say({ do: 'pair', ...(theirs === undefined ? {} : { theirs }) });
  }

  unpair(): void {
    this.#say({ do: 'unpair' });
  }

  stop(): Promise<void> {
    this.#heard = undefined;
    this.#say({ do: 'stop' });
    return Promise.resolve();
  }

  #connect(port: MessagePort): void {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent) => this.#take(data as FromWindow);
    for (const early of this.#early.splice(0)) port.postMessage(early);
  }

  #say(message: ToWindow): void {
    if (this.#port) this.#port.postMessage(message);
    else this.#early.push(message);
  }

  #take(message: FromWindow): void {
    switch (message.is) {
      case 'reachable':
        return this.#heard?.reachable(message.peer);
      case 'introduce':
        return this.#heard?.introduce(message.peer, message.bytes);
      case 'up':
        return this.#heard?.up(message.peer);
      case 'down':
        return this.#heard?.down(message.peer, message.reason);
      case 'batch':
        return this.#heard?.batch(message.peer, message.bytes);
      case 'helped':
        return this.#heard?.helped(message.peer, message.isHelped);
      case 'pairing':
        return this.#stepped(message.step);
    }
  }
}
