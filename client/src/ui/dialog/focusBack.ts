/**
 * A dialog that is gone leaves the focus nowhere: it goes back to where it was. Where that is gone too, perhaps by what was done in
 * the dialog and a moment later, it goes to what is read.
 */
export function focusBack(to: HTMLElement): void {
  if (!isNowhere()) return;
  if (!to.isConnected || to === document.body) return focusRead();
  to.focus();
  const watch = new MutationObserver(() => {
    if (to.isConnected) return;
    watch.disconnect();
    if (isNowhere()) focusRead();
  });
  watch.observe(document.body, { childList: true, subtree: true });
  document.addEventListener('focusin', () => watch.disconnect(), { once: true });
}

const isNowhere = (): boolean => document.activeElement === null || document.activeElement === document.body;

function focusRead(): void {
  const [read] = [...document.querySelectorAll<HTMLElement>('[role="log"] article[tabindex="0"], main')].filter(
    (place) => place.offsetParent !== null,
  );
  if (read?.matches('main')) read.tabIndex = -1;
  read?.focus({ preventScroll: true });
}
