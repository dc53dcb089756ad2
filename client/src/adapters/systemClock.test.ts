import { expect, test } from 'vitest';
import { systemClock } from './systemClock.ts';

const DAY = 86_400_000;

test('[TIM-3] what is due in forty days does not run now: an entry dated ahead keeps no device busy', async () => {
  let ran = 0;
  const cancel = systemClock.after(40 * DAY, () => ran++);
  await new Promise<void>((resolve) => systemClock.after(20, resolve));
  cancel();
  expect(ran).toBe(0);
});
