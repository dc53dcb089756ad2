/** What a message's way here is worth saying beside its time. */
import { words } from '../app/words.ts';
import type { MessageRow, Way } from '../engine/messages/rows.ts';
import type { Path } from './paths.ts';

export interface Mark {
  readonly path: Path;
  readonly say: string;
  /** The same in a sentence. */
  readonly why: string;
}

/** By no relay, whoever had it in between. */
export const isStraight = (way: Way | undefined): boolean => way === 'straight' || way === 'friend' || way === 'own';

/**
 * Of others' messages: that everybody's order shows it was written apart (TIM-5), else by whom it came unless straight. Of own ones:
 * that nobody was reached when it was written here, or that it was written apart on another device.
 */
export function markOf(row: MessageRow): keyof typeof words.way | undefined {
  if (row.mine && row.way === 'offline') return 'offline';
  if (row.strand !== undefined) return 'apart';
  if (row.mine || row.way === undefined || row.way === 'straight' || row.way === 'offline') return undefined;
  return row.way;
}

const PATHS: Readonly<Record<keyof typeof words.way, Path>> = {
  offline: 'offline',
  apart: 'offline',
  relay: 'relay',
  friend: 'direct',
  own: 'direct',
};

export function markShown(row: MessageRow): Mark | undefined {
  const mark = markOf(row);
  return mark && { path: PATHS[mark], ...words.way[mark] };
}
