/** Keys in the composer: Enter sends, Shift Enter breaks the line, Up in an empty field changes the last own message. */
export interface TypingKeys {
  readonly empty: () => boolean;
  readonly send: () => void;
  readonly editLast: () => void;
  /** False when there was nothing to cancel. */
  readonly cancel: () => boolean;
  /** Esc with nothing to cancel: all is read. */
  readonly markRead: () => void;
}

type Press = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'keyCode'>;

/** The key an input method is still busy with; some browsers say so only by this code. */
const COMPOSING = 229;

/** True when the key meant something and must not reach the field. */
export function typed(press: Press, act: TypingKeys): boolean {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else tells it in Safari
  if (press.isComposing || press.keyCode === COMPOSING) return false;
  if (press.key === 'Enter' && !press.shiftKey && !press.altKey) return (act.send(), true);
  if (press.key === 'ArrowUp' && act.empty() && !press.shiftKey) return (act.editLast(), true);
  if (press.key !== 'Escape') return false;
  if (!act.cancel()) act.markRead();
  return true;
}
