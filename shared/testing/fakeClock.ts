import type { Clock } from '#shared/ports/clock.ts';

export interface FakeClock extends Clock {
  /** Moves time on by `ms`, running what falls due in order of its time, then of its asking. */
  advance(ms: number): void;
  /** Sets the device's clock without running anything: a person changed it, or it was wrong. */
  set(now: number): void;
}

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** A clock that stands still until told. Timers count elapsed time; `set` does not reach them. */
export function fakeClock(now = Date.UTC(2026, 10, 20, 12)): FakeClock {
  let elapsed = 0;
  let offset = now;
  const timers = new Set<Timer>();

  /** Sets keep their order of insertion, so of two due at once the one asked for first is first. */
  const nextDue = (until: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) if (timer.due <= until && timer.due < (next?.due ?? Infinity)) next = timer;
    return next;
  };

  return {
    now: () => offset + elapsed,
    after(ms, run) {
      const timer = { due: elapsed + Math.max(0, ms), run };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        elapsed = timer.due;
        timers.delete(timer);
        timer.run();
      }
      elapsed = until;
    },
    set(to) {
      offset = to - elapsed;
    },
  };
}
