/** One document on a peer link: what the peer is known to hold of it, so that nothing is sent to it that it has. */
import type { Entry } from '#shared/entry/entry.ts';
import type { DeviceId, WriterId } from '#shared/ids.ts';
import type { Quarantine } from '#shared/log/quarantine.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import type { VectorPage } from '#shared/log/vectorPages.ts';
import type { Via } from './openDocument.ts';

export interface PeerEars {
  readonly answered: () => void;
  readonly waits: () => void;
  readonly suspected: (writer: WriterId, seq: number) => void;
}

export class PeerVia implements Via {
  readonly source = 'peer';
  readonly device: DeviceId;
  readonly quarantine: Quarantine;
  readonly #ears: PeerEars;
  readonly #theirs = new Map<WriterId, number>();
  readonly #told = new Map<WriterId, number>();
  #isKnown = false;

  constructor(device: DeviceId, quarantine: Quarantine, ears: PeerEars) {
    this.device = device;
    this.quarantine = quarantine;
    this.#ears = ears;
  }

  /** What the peer holds; undefined until it has said so. */
  get holds(): StateVector | undefined {
    return this.#isKnown ? this.#theirs : undefined;
  }

  theirs({ vector }: VectorPage): void {
    this.learn(vector);
  }

  /** It holds as much at least. */
  learn(vector: StateVector): void {
    this.#isKnown = true;
    for (const [writer, count] of vector) this.#theirs.set(writer, Math.max(this.#theirs.get(writer) ?? 0, count));
  }

  brought(entries: readonly Entry[]): void {
    for (const { writer, seq } of entries) this.#theirs.set(writer, Math.max(this.#theirs.get(writer) ?? 0, seq + 1));
  }

  answered(): void {
    this.#ears.answered();
  }

  waits(): void {
    this.#ears.waits();
  }

  suspected(writer: WriterId, seq: number): void {
    this.#ears.suspected(writer, seq);
  }

  /** Of what is durable here, what the peer was not told yet. */
  untold(durable: StateVector): StateVector {
    const news = new Map([...durable].filter(([writer, count]) => (this.#told.get(writer) ?? 0) < count));
    for (const [writer, count] of news) this.#told.set(writer, count);
    return news;
  }
}
