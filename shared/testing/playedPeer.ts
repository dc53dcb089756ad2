/** A peer played by hand, over links that are a table, to an engine that is real. */
import { proveInvite, type InviteKeys } from '#shared/charter/invites.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import type { PeerEvents, PeerLinks } from '#shared/ports/peerLinks.ts';
import { generate, queue, receive, startSession, type Session } from '#shared/sync/session.ts';
import { readBatch } from '#shared/wire/batch.ts';
import type { Frame } from '#shared/wire/frames.ts';

const OWN = '1'.repeat(52);
const PEER = '2'.repeat(52);

/** Links on which the test is the only peer. */
export class TableLinks implements PeerLinks {
  heard: PeerEvents | undefined;
  sent: (batch: Uint8Array) => void = () => undefined;
  dropped: string | undefined;
  #started: (() => void)[] = [];

  start(heard: PeerEvents): void {
    this.heard = heard;
    heard.reachable(OWN);
    for (const started of this.#started.splice(0)) started();
  }

  async starts(): Promise<PeerEvents> {
    if (!this.heard) await new Promise<void>((resolve) => this.#started.push(resolve));
    if (!this.heard) throw new TypeError('it was waited for');
    return this.heard;
  }

  meet(): void {
    // Whom the engine turns to is not what is tried here.
  }
  dialled: (readonly string[])[] = [];
  dial(at: readonly string[]): void {
    this.dialled.push(at);
  }
  introduced(): void {
    // As above.
  }
  helpedBy(): void {
    // As above.
  }
  send(_peer: string, batch: Uint8Array): void {
    this.sent(batch);
  }
  drop(peer: string, reason: string): void {
    this.dropped = reason;
    this.heard?.down(peer, reason);
    this.sent(new Uint8Array());
  }
  stop(): Promise<void> {
    return Promise.resolve();
  }
}

/** The peer: speaks the session's words, and beyond them whatever the test says. */
export class Played {
  readonly frames: Frame[] = [];
  readonly #links: TableLinks;
  #session: Session;
  #waiting: (() => void)[] = [];

  constructor(links: TableLinks, device: DeviceId, secretKey: Uint8Array, transport = PEER) {
    this.#links = links;
    const nonce = crypto.getRandomValues(new Uint8Array(32));
    this.#session = startSession({ is: 'peer', nonce, transport, theirTransport: OWN, device, secretKey });
    links.sent = (batch) => this.#take(batch);
    links.heard?.up(PEER);
    this.#flush();
  }

  get isOpen(): boolean {
    return this.#session.phase === 'open';
  }

  get transcript(): Uint8Array {
    if (!this.#session.transcript) throw new TypeError('the link is not proved');
    return this.#session.transcript;
  }

  /** Nothing it is sent reaches it, and nobody is told. */
  dies(): void {
    this.#links.sent = () => {
      for (const wake of this.#waiting.splice(0)) wake();
    };
  }

  /** Whole answers to what it asked. */
  get answers(): readonly Uint8Array[] {
    return this.frames.flatMap((frame) => (frame.type === 'sync' && frame.message[0] === 1 ? [frame.message] : []));
  }

  /** Its own numbers of documents that were spoken of. */
  get channels(): ReadonlySet<number> {
    return new Set(this.frames.flatMap((frame) => (frame.type === 'sync' ? [frame.channel] : [])));
  }

  /** Turns to the room with an invite. */
  shows(of: RoomId, invite: InviteKeys): void {
    const signature = proveInvite(this.transcript, of, invite);
    this.says({ type: 'enter', room: of, invite: { key: invite.invite, signature } });
  }

  says(...frames: readonly Frame[]): void {
    for (const frame of frames) this.#session = queue(this.#session, frame);
    this.#flush();
  }

  saysBytes(bytes: Uint8Array): void {
    this.#links.heard?.batch(PEER, bytes);
  }

  async until(met: () => boolean): Promise<void> {
    while (!met()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async hears<T extends Frame['type']>(type: T): Promise<Frame & { type: T }> {
    const isIt = (frame: Frame): frame is Frame & { type: T } => frame.type === type;
    await this.until(() => this.frames.some(isIt));
    const found = this.frames.find(isIt);
    if (!found) throw new TypeError('it was waited for');
    return found;
  }

  #take(batch: Uint8Array): void {
    const read = readBatch(batch);
    if (!read.ok) throw new Error(read.fault.say);
    for (const frame of read.value) {
      const { session } = receive(this.#session, frame);
      this.#session = session;
      this.frames.push(frame);
    }
    this.#flush();
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #flush(): void {
    const { session, batch } = generate(this.#session);
    this.#session = session;
    if (batch) queueMicrotask(() => this.#links.heard?.batch(PEER, batch));
  }
}
