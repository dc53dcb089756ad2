/**
 * Pair nearby: two people meet with nobody in between by codes their devices show each other. What the codes lead to is a peer
 * link like any other; this tells the person how far things are, and brings the other into a room when they say so.
 */
import { actingIdentity } from '#shared/charter/state.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import type { PairingStep, PeerPairing } from '#shared/ports/peerPairing.ts';
import type { Host } from './host.ts';
import { createInvite } from './inviting.ts';
import type { PairingProgress } from './messages/devices.ts';

/** The link that pairing came to, as it goes on. */
export interface KeptLink {
  /** The other device has proved which it is (SYN-3). */
  opened(device: DeviceId): void;
  shares(rooms: number): void;
  /** They bring this person into a room, by this link. */
  brought(link: string): void;
  closed(): void;
}

/** Peer links, as pairing needs them. */
export interface PairingPeers {
  /** With no relay to wait for. */
  begin(): Promise<void>;
  /** Their link is kept whatever rooms they share. */
  keep(peer: PeerTransport, link: KeptLink): void;
  bring(peer: PeerTransport, link: string): void;
}

const NO_WEBRTC = 'This browser cannot connect straight to others, so it cannot pair. The relay carries your messages.';
/** One person, in front of this one. */
const FOR_ONE = { uses: 1, days: 1, open: false } as const;

export class Pairing {
  readonly #engine: Host;
  readonly #peers: PairingPeers;
  readonly #pairing: PeerPairing | undefined;
  #progress: PairingProgress = { step: 'none' };
  #met: { readonly peer: PeerTransport; readonly device?: DeviceId } | undefined;

  constructor(engine: Host, peers: PairingPeers) {
    this.#engine = engine;
    this.#peers = peers;
    this.#pairing = engine.parts.pairing;
    this.#pairing?.onStep((step) => this.#heard(step));
  }

  /** Makes a code to show. */
  async show(): Promise<void> {
    const pairing = await this.#begin();
    this.#tell({ step: 'making' });
    pairing.pair();
  }

  /** Takes what the other device shows. */
  async take(code: string): Promise<void> {
    (await this.#begin()).pair(code);
  }

  /** The person turned away. Whoever was met stays met. */
  stop(): void {
    this.#pairing?.unpair();
    this.#tell({ step: 'none' });
  }

  /** Makes a link for the one person that was met, and sends it over. */
  async bring(id: RoomId): Promise<void> {
    const { peer, device } = this.#met ?? {};
    if (peer === undefined || !device)
      throw new GrapevineError('not-paired', 'The other device is not connected any more. Pair again.');
    const room = this.#engine.room(id);
    await room.open();
    if (actingIdentity(room.charter.charter.state(), device) !== undefined)
      throw new GrapevineError('is-in', 'They are in this room already.');
    this.#peers.bring(peer, await createInvite(this.#engine, { do: 'invite.create', room: id, ...FOR_ONE }));
    this.#more({ bringing: id });
  }

  async #begin(): Promise<PeerPairing> {
    if (!this.#pairing) throw new GrapevineError('no-webrtc', NO_WEBRTC);
    await this.#engine.needKeys();
    await this.#peers.begin();
    return this.#pairing;
  }

  #heard(step: PairingStep): void {
    switch (step.step) {
      case 'show':
        return this.#tell({ step: step.is, code: step.code });
      case 'meeting':
        return this.#tell({ step: 'meeting' });
      case 'wrong':
        return this.#tell({ ...this.#progress, wrong: step.why });
      case 'failed':
        return this.#tell({ step: 'failed', why: step.why });
      case 'met':
        return this.#keep(step.peer);
    }
  }

  #keep(peer: PeerTransport): void {
    this.#met = { peer };
    this.#tell({ step: 'met' });
    const isThis = (): boolean => this.#met?.peer === peer;
    this.#peers.keep(peer, {
      opened: (device) => {
        if (isThis()) this.#met = { peer, device };
        if (isThis()) this.#more({ rooms: 0 });
      },
      shares: (rooms) => {
        if (isThis() && this.#met?.device && rooms !== this.#progress.rooms) this.#more({ rooms });
      },
      brought: (link) => {
        if (isThis()) this.#more({ link });
      },
      closed: () => {
        if (!isThis()) return;
        this.#met = undefined;
        if (this.#progress.step === 'met') this.#tell({ step: 'failed', why: 'gone' });
      },
    });
  }

  #more(news: Pick<PairingProgress, 'rooms' | 'link' | 'bringing'>): void {
    if (this.#progress.step === 'met') this.#tell({ ...this.#progress, ...news });
  }

  #tell(progress: PairingProgress): void {
    this.#progress = progress;
    this.#engine.tell({ is: 'pairing', pairing: progress });
  }
}
