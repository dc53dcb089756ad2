/**
 * MRK-1 between two peers in one room: of each device the newest marker is told, and none that the other side told or was told.
 * Markers are gathered for a moment, for in a mesh most come to a neighbour by another way meanwhile, and newer ones replace them.
 */
import type { DeviceId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Mark } from '#shared/wire/frames.ts';

/** Between two tellings. A marker of this device goes at once when the last one was longer ago. */
const GATHER_MS = 2_000;

export class PeerMarks {
  readonly #clock: Clock;
  readonly #own: DeviceId;
  readonly #wait: number;
  readonly #say: (mark: Mark) => void;
  /** Newest versions the other side has. */
  readonly #known = new Map<DeviceId, number>();
  readonly #due = new Map<DeviceId, Mark>();
  #saidAt = -Infinity;
  #stop: (() => void) | undefined;

  constructor(clock: Clock, own: DeviceId, peer: DeviceId, say: (mark: Mark) => void) {
    this.#clock = clock;
    this.#own = own;
    // Of two who meet with all they have heard, one tells first, and the other only what that one lacks.
    this.#wait = own < peer ? GATHER_MS : 2 * GATHER_MS;
    this.#say = say;
  }

  /** The other side has this one. */
  heard({ device, version }: Mark): void {
    this.#known.set(device, Math.max(this.#known.get(device) ?? 0, version));
  }

  tell(mark: Mark): void {
    const due = this.#due.get(mark.device);
    if (!due || due.version < mark.version) this.#due.set(mark.device, mark);
    const isFirst = mark.device === this.#own && this.#clock.now() - this.#saidAt >= GATHER_MS;
    if (isFirst) this.#tell([mark]);
    this.#stop ??= this.#clock.after(this.#wait, () => {
      this.#stop = undefined;
      this.#tell([...this.#due.values()]);
    });
  }

  close(): void {
    this.#stop?.();
    this.#due.clear();
  }

  #tell(marks: readonly Mark[]): void {
    for (const mark of marks) {
      this.#due.delete(mark.device);
      if (mark.version <= (this.#known.get(mark.device) ?? 0)) continue;
      if (mark.device === this.#own) this.#saidAt = this.#clock.now();
      this.heard(mark);
      this.#say(mark);
    }
  }
}
