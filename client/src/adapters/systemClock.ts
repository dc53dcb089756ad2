import type { Clock } from '#shared/ports/clock.ts';

/** Some 24.8 days: a timer set for longer would run at once, and who sets it anew each time would do nothing else. */
const LONGEST = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    let timer: ReturnType<typeof setTimeout>;
    const wait = (left: number): void => {
      timer = left > LONGEST ? setTimeout(() => wait(left - LONGEST), LONGEST) : setTimeout(run, left);
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};
