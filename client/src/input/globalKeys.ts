/** Keys that work anywhere in the app (design.md). */
export interface GlobalKeys {
  /** To the next room (1) or the one before (-1); only unread ones if so asked. */
  readonly step: (by: 1 | -1, unread: boolean) => void;
  readonly details: () => void;
  readonly toUnread: () => void;
  readonly toNewest: () => void;
  /** The list of keys. */
  readonly list: () => void;
}

/** Regions that F6 goes through, in order of the page. */
const REGIONS = ['.side a, .side button', '[role="log"] article[tabindex="0"]', 'footer textarea', '.details button'];

export const globalKeys =
  (act: GlobalKeys) =>
  (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]') !== null) return;
    if (press(event, act)) event.preventDefault();
  };

function press(event: KeyboardEvent, act: GlobalKeys): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey && !command && event.key === 'ArrowUp') return (act.step(-1, event.shiftKey), true);
  if (event.altKey && !command && event.key === 'ArrowDown') return (act.step(1, event.shiftKey), true);
  if (command && event.key === '.') return (act.details(), true);
  if (command && event.key.toLowerCase() === 'j') return (act.toUnread(), true);
  if (event.key === 'End' && !command && !isTyping(event.target, false)) return (act.toNewest(), true);
  if (event.key === '?' && !command && !isTyping(event.target)) return (act.list(), true);
  if (event.key === 'F6') return (nextRegion(event.shiftKey ? -1 : 1), true);
  return false;
}

/** `inEmpty`: also in a field with nothing in it. */
function isTyping(target: EventTarget | null, inEmpty = true): boolean {
  if (!(target instanceof HTMLElement) || !target.matches('input, textarea, select')) return false;
  return inEmpty || !(target instanceof HTMLTextAreaElement) || target.value !== '';
}

function nextRegion(by: 1 | -1): void {
  const places = REGIONS.flatMap((region) =>
    [...document.querySelectorAll<HTMLElement>(region)].filter((place) => place.offsetParent !== null).slice(0, 1),
  );
  const at = places.findIndex((place) =>
    place.closest('.side, [role="log"], footer, .details')?.contains(document.activeElement),
  );
  places[(at + by + places.length) % places.length]?.focus();
}
