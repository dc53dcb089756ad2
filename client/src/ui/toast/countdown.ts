/** Runs out after a while, not while the pointer or the focus is on it. */
import type { Action } from 'svelte/action';

export const countdown: Action<HTMLElement, { ms: number | undefined; over: () => void }> = (node, { ms, over }) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  const go = (): void => {
    stop();
    if (ms !== undefined && !node.matches(':hover, :focus-within')) timer = setTimeout(over, ms);
  };
  for (const pause of ['pointerenter', 'focusin']) node.addEventListener(pause, stop);
  for (const on of ['pointerleave', 'focusout']) node.addEventListener(on, go);
  go();
  return { destroy: stop };
};
