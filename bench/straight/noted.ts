/** A device's links and documents, with the moments noted that a catch-up is measured by. */
import type { DocumentId } from '#shared/ids.ts';
import type { PeerEvents, PeerLinks, PeerTransport } from '#shared/ports/peerLinks.ts';
import type { IceServer } from '#shared/wire/relayInfo.ts';
import { Libp2pPeers } from '../../client/src/adapters/libp2pPeers.ts';
import { webRandom } from '../../client/src/adapters/webRandom.ts';

/** Larger than whatever two say to each other before entries flow. */
const BIG_BATCH = 32 * 1024;

export interface Moment {
  /** ms by `performance.now`. */
  readonly at: number;
  /** ms of CPU that this thread has used. */
  readonly cpu: number;
}

function moment(): Moment {
  const { user, system } = process.threadCpuUsage();
  return { at: performance.now(), cpu: (user + system) / 1000 };
}

/** When the question went that was answered by big batches, and when the last of these came. */
export class NotedLinks implements PeerLinks {
  readonly #links = new Libp2pPeers((length) => webRandom.bytes(length));
  #said = moment();
  asked: Moment | undefined;
  came = NaN;

  start(heard: PeerEvents): void {
    this.#links.start({
      reachable: (own) => heard.reachable(own),
      introduce: (peer, bytes) => heard.introduce(peer, bytes),
      up: (peer) => heard.up(peer),
      down: (peer, reason) => heard.down(peer, reason),
      batch: (peer, bytes) => {
        if (bytes.length > BIG_BATCH) this.#note();
        heard.batch(peer, bytes);
      },
      helped: (peer, isHelped) => heard.helped(peer, isHelped),
    });
  }

  #note(): void {
    this.asked ??= this.#said;
    this.came = performance.now();
  }

  send(peer: PeerTransport, batch: Uint8Array): void {
    this.#said = moment();
    this.#links.send(peer, batch);
  }

  meet(peer: PeerTransport): void {
    this.#links.meet(peer);
  }

  dial(at: readonly string[]): void {
    this.#links.dial(at);
  }

  helpedBy(servers: readonly IceServer[]): void {
    this.#links.helpedBy(servers);
  }

  introduced(peer: PeerTransport, bytes: Uint8Array): void {
    this.#links.introduced(peer, bytes);
  }

  drop(peer: PeerTransport, reason: string): void {
    this.#links.drop(peer, reason);
  }

  stop(): Promise<void> {
    return this.#links.stop();
  }
}

/** When so many bytes of a document were kept. */
export class NotedLibrary extends Map<DocumentId, Uint8Array[]> {
  readonly #document: DocumentId;
  readonly #bytes: number;
  readonly #durable = Promise.withResolvers<Moment>();

  constructor(document: DocumentId, bytes: number) {
    super();
    this.#document = document;
    this.#bytes = bytes;
  }

  get durable(): Promise<Moment> {
    return this.#durable.promise;
  }

  override set(document: DocumentId, updates: Uint8Array[]): this {
    const bytes = updates.reduce((sum, { length }) => sum + length, 0);
    if (document === this.#document && bytes >= this.#bytes) this.#durable.resolve(moment());
    return super.set(document, updates);
  }
}
