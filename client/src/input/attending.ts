/**
 * MRK-3: says that a room is before a person's eyes, and that they write, as long as it lasts. Nothing is said from a
 * window that nobody sees.
 */
import type { RoomId } from '#shared/ids.ts';
import type { Attention } from '../engine/messages/people.ts';

/** Before what was said last is over, which is after ten seconds. */
const AGAIN_MS = 7_000;
/** Longer than between two words. */
const PAUSE_MS = 5_000;

export type SayAttention = (room: RoomId, attention: Attention) => void;

export class Attending {
  readonly #say: SayAttention;
  #room: RoomId | undefined;
  #isWriting = false;
  #again: ReturnType<typeof setInterval> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(say: SayAttention) {
    this.#say = say;
  }

  /** The room on screen, if the window is seen. */
  turnTo(room: RoomId | undefined): void {
    if (room === this.#room) return;
    const before = this.#room;
    this.#stop();
    if (before !== undefined) this.#say(before, 'away');
    this.#room = room;
    if (room === undefined) return;
    this.#tell();
    this.#again = setInterval(() => this.#tell(), AGAIN_MS);
  }

  /** A key was pressed in the composer, and something stands in it. */
  wrote(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.rested(), PAUSE_MS);
    if (this.#isWriting) return;
    this.#isWriting = true;
    this.#tell();
  }

  /** What was written is sent, or taken back, or nothing came for a while. */
  rested(): void {
    clearTimeout(this.#pause);
    if (!this.#isWriting) return;
    this.#isWriting = false;
    this.#tell();
  }

  #tell(): void {
    if (this.#room !== undefined) this.#say(this.#room, this.#isWriting ? 'writing' : 'here');
  }

  #stop(): void {
    clearInterval(this.#again);
    clearTimeout(this.#pause);
    this.#isWriting = false;
  }
}
