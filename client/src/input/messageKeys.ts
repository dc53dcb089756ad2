/** Keys on a focused message: arrows move, R, E, + and Del act, End goes to the newest. Never while typing. */
import type { MessageRow } from '../engine/messages/rows.ts';

export interface MessageKeys {
  readonly message: (key: string) => MessageRow | undefined;
  readonly step: (key: string, by: number) => void;
  readonly newest: () => void;
  readonly reply: (row: MessageRow) => void;
  readonly edit: (row: MessageRow) => void;
  readonly react: (key: string) => void;
  readonly remove: (row: MessageRow) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 };

export const messageKeys =
  (act: MessageKeys) =>
  (event: KeyboardEvent): void => {
    const target = event.target;
    if (!(target instanceof HTMLElement) || target.tagName !== 'ARTICLE') return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = target.dataset['key'] ?? '';
    if (press(event.key, key, act)) event.preventDefault();
  };

/** True when the key meant something here. */
function press(pressed: string, key: string, act: MessageKeys): boolean {
  const by = STEPS[pressed];
  if (by !== undefined) return (act.step(key, by), true);
  if (pressed === 'End') return (act.newest(), true);
  const row = act.message(key);
  if (row === undefined || row.deleted !== undefined || row.deleting !== undefined) return false;
  if (pressed === '+') return (act.react(key), true);
  if (pressed.toLowerCase() === 'r') return (act.reply(row), true);
  if (row.mine && pressed.toLowerCase() === 'e') return (act.edit(row), true);
  if (row.mine && pressed === 'Delete') return (act.remove(row), true);
  return false;
}
