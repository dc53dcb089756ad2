/**
 * Simulated time and chance. What falls due runs one thing at a time, and every promise settles before the next, so that a
 * run is the same each time: it depends on the seed and on nothing else.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '#shared/ports/clock.ts';
import { seededRandom, type SeededRandom } from '../seededRandom.ts';

interface Due {
  readonly at: number;
  readonly run: () => void;
}

export class World implements Clock {
  readonly seed: number;
  /** What people and faults did, in words. */
  readonly story: string[] = [];
  /** What must never happen and did. */
  readonly troubles: string[] = [];
  readonly #trace = createHash('sha256');
  readonly #due: Due[] = [];
  readonly #begun: number;
  #now: number;

  constructor(seed: number, now: number) {
    this.seed = seed;
    this.#begun = now;
    this.#now = now;
  }

  /** A stream of chance of its own: what one part draws does not shift what another does. */
  chance(part: string): SeededRandom {
    const digest = createHash('sha256').update(`${this.seed} ${part}`).digest();
    return seededRandom(digest.readUInt32BE(0));
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    const due = { at: this.#now + Math.max(0, ms), run };
    this.#due.splice(this.#placeOf(due.at), 0, due);
    return () => {
      const place = this.#due.indexOf(due);
      if (place >= 0) this.#due.splice(place, 1);
    };
  }

  /** Lets `ms` go by, and all that falls due meanwhile. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settled();
    for (let next = this.#due[0]; next && next.at <= until; next = this.#due[0]) {
      this.#due.shift();
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = until;
  }

  /** Everybody sleeps: time goes by, and what fell due meanwhile happens when they wake, once. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  /** Puts a line into the story. */
  tell(line: string): void {
    const said = `${((this.#now - this.#begun) / 1000).toFixed(3).padStart(8)}  ${line}`;
    this.story.push(said);
    this.trace(said);
  }

  /** Something that must not happen. */
  trouble(what: string): void {
    this.tell(`TROUBLE ${what}`);
    this.troubles.push(what);
  }

  /** Adds to what two runs of one seed are compared by. */
  trace(what: string | Uint8Array): void {
    this.#trace.update(`${this.#now} `).update(what);
  }

  /** Of everything traced so far. */
  fingerprint(): string {
    return this.#trace.copy().digest('hex');
  }

  /** After all that is due no later: first asked, first run. */
  #placeOf(at: number): number {
    let place = this.#due.length;
    for (let before = this.#due[place - 1]; before && before.at > at; before = this.#due[place - 1]) place--;
    return place;
  }
}

/** Promises settle before Node turns to its immediates; nothing simulated waits for anything else. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
