/**
 * Pairing by codes, above the meetings it may take: the code this device shows stays good while it takes another's, for both
 * people may have begun. The first to meet ends the rest. Who is met is proved by noise against the key in their code.
 */
import { publicKeyFromRaw } from '@libp2p/crypto/keys';
import type { ComponentLogger, Connection, Upgrader } from '@libp2p/interface';
import { equalBytes } from '#shared/bytes.ts';
import type { PeerTransport } from '#shared/ports/peerLinks.ts';
import type { PairingFailure, PairingStep } from '#shared/ports/peerPairing.ts';
import { ChannelConnection } from './channelConnection.ts';
import { readPairingCode, tagOf, writePairingCode, type PairingCode } from './pairingCode.ts';
import { PairingMeeting } from './pairingMeeting.ts';
import type { PairingSide } from './pairingSide.ts';

/** Nobody holds a phone up for longer. */
const OFFER_MS = 10 * 60_000;
/** From an answer on the other side is being looked for; browsers were seen to do so for as long as this. */
const ANSWER_MS = 3 * 60_000;
/** With both codes known it takes well under a second, or never. */
const MEET_MS = 20_000;

export interface PairingHome {
  /** This side's Ed25519 key, 32 bytes, which is its transport id. */
  readonly key: Uint8Array;
  readonly upgrader: Upgrader;
  readonly logger: ComponentLogger;
  readonly configuration: () => Promise<RTCConfiguration>;
  tell(step: PairingStep): void;
  /** Whoever offered opens the stream. */
  connected(connection: Connection): Promise<void>;
}

interface Shown {
  readonly meeting: PairingMeeting;
  readonly side: PairingSide;
}

export class CodePairing {
  readonly #home: PairingHome;
  #offer: Shown | undefined;
  #answer: Shown | undefined;
  /** Those whose channel opened: they are connections from then on. */
  readonly #open = new Set<PairingMeeting>();
  #peers = new Set<PeerTransport>();
  #stopTimer: () => void = () => undefined;
  #isOver = false;

  constructor(home: PairingHome) {
    this.#home = home;
  }

  async show(): Promise<void> {
    const meeting = await this.#meeting();
    const side = { key: this.#home.key, ...(await meeting.offer()) };
    if (this.#isOver) return meeting.close();
    this.#offer = { meeting, side };
    // The other's code was taken meanwhile: what is on screen by now is the answer to it.
    if (this.#answer) return;
    this.#home.tell({ step: 'show', is: 'offer', code: writePairingCode({ is: 'offer', side }) });
    this.#within(OFFER_MS, 'late');
  }

  async take(text: string): Promise<void> {
    const read = readPairingCode(text);
    if (!read.ok) return this.#wrong(read.fault.code === 'cut' ? 'cut' : 'not-a-code');
    const theirs = read.value;
    if (equalBytes(theirs.side.key, this.#home.key)) return this.#wrong('own');
    if (theirs.is === 'offer') await this.#answerTo(theirs.side);
    else await this.#goOn(theirs);
  }

  /** If this is who was to be paired with, it is done. */
  met(peer: PeerTransport): void {
    if (this.#isOver || !this.#peers.has(peer)) return;
    this.#end();
    this.#closeRest();
    this.#home.tell({ step: 'met', peer });
  }

  stop(): void {
    if (this.#isOver) return;
    this.#end();
    this.#closeRest();
  }

  async #answerTo(theirs: PairingSide): Promise<void> {
    const before = this.#answer;
    const meeting = await this.#meeting();
    this.#onOpen(meeting, theirs, 'inbound');
    const described = await meeting.answer(theirs).catch(() => undefined);
    if (this.#isOver || !described) {
      meeting.close();
      return this.#isOver ? undefined : this.#wrong('not-a-code');
    }
    before?.meeting.close();
    const side = { key: this.#home.key, ...described };
    this.#answer = { meeting, side };
    const code = writePairingCode({ is: 'answer', side, tag: tagOf(theirs) });
    this.#home.tell({ step: 'show', is: 'answer', code });
    this.#within(ANSWER_MS, 'late');
  }

  async #goOn({ side, tag }: Extract<PairingCode, { is: 'answer' }>): Promise<void> {
    const offer = this.#offer;
    const isNew = offer?.meeting.rtc.signalingState === 'have-local-offer';
    if (!offer || !isNew || !equalBytes(tag, tagOf(offer.side))) return this.#wrong('other');
    this.#onOpen(offer.meeting, side, 'outbound');
    this.#home.tell({ step: 'meeting' });
    this.#within(MEET_MS, 'unreached');
    // What the browser makes nothing of leads to nobody, like an address that is not there.
    await offer.meeting.take(side).catch(() => this.#fail('unreached'));
  }

  #onOpen(meeting: PairingMeeting, theirs: PairingSide, direction: 'inbound' | 'outbound'): void {
    const peer = publicKeyFromRaw(theirs.key).toString();
    this.#peers.add(peer);
    meeting.whenOpen(() => {
      this.#open.add(meeting);
      this.#upgrade(meeting, peer, direction).catch(() => {
        // Whoever is there does not prove the key of their code, or went away.
        meeting.close();
        this.#fail('unreached');
      });
    });
  }

  async #upgrade(meeting: PairingMeeting, peer: PeerTransport, direction: 'inbound' | 'outbound'): Promise<void> {
    const { upgrader, logger } = this.#home;
    const log = logger.forComponent('grapevine:paired');
    const channel = new ChannelConnection(meeting.rtc, meeting.channel, peer, direction, log);
    const signal = AbortSignal.timeout(MEET_MS);
    if (direction === 'inbound') await upgrader.upgradeInbound(channel, { signal });
    else await this.#home.connected(await upgrader.upgradeOutbound(channel, { signal }));
  }

  async #meeting(): Promise<PairingMeeting> {
    return new PairingMeeting(await this.#home.configuration());
  }

  #within(ms: number, why: PairingFailure): void {
    this.#stopTimer();
    const timer = setTimeout(() => this.#fail(why), ms);
    this.#stopTimer = () => clearTimeout(timer);
  }

  #wrong(why: Extract<PairingStep, { step: 'wrong' }>['why']): void {
    this.#home.tell({ step: 'wrong', why });
  }

  #fail(why: PairingFailure): void {
    if (this.#isOver) return;
    this.stop();
    this.#home.tell({ step: 'failed', why });
  }

  #closeRest(): void {
    for (const shown of [this.#offer, this.#answer]) if (shown && !this.#open.has(shown.meeting)) shown.meeting.close();
  }

  #end(): void {
    this.#isOver = true;
    this.#stopTimer();
  }
}
