/**
 * What passes between windows and the engine's Worker on one BroadcastChannel that all tabs share. Every message reaches
 * everyone; `from` and `to` say whom it is for. The Worker speaks to all windows alike, its own tab's included.
 */
import type { Answer } from '../engine/messages/answer.ts';
import type { Command, CommandId } from '../engine/messages/command.ts';
import type { Notice } from '../engine/messages/port.ts';

export const CHANNEL = 'grapevine';

/** Random, of one window. */
export type WindowId = string;

/** One life of the engine's Worker. A later one counts, an earlier one was robbed and may not know it yet (LOG-9). */
export interface Run {
  readonly id: string;
  /** ms UTC. */
  readonly started: number;
}

export type FromWindow = { readonly from: 'window'; readonly window: WindowId } & (
  | { readonly say: 'attach' }
  /** The window is closing: rooms it showed are no longer on its screen. */
  | { readonly say: 'detach' }
  | { readonly say: 'command'; readonly id: CommandId; readonly command: Command }
  /** Asks for a sign of life. */
  | { readonly say: 'ping' }
  /** This window puts another Worker in the place of a silent one: the others wait for it. */
  | { readonly say: 'replacing' }
);

export type FromEngine = { readonly from: 'engine'; readonly run: Run } &
  /** The first word of a run: windows attach, and send again what is not answered. */
  (
    | { readonly say: 'ready' }
    | { readonly say: 'beat' }
    | { readonly say: 'answer'; readonly id: CommandId; readonly answer: Answer }
    /** For every window, or for `to` alone: what a window that came late has missed. */
    | { readonly say: 'notice'; readonly notice: Notice; readonly to?: WindowId }
  );

export type Message = FromWindow | FromEngine;

export const isLater = (run: Run, than: Run | undefined): boolean =>
  !than || run.started > than.started || (run.started === than.started && run.id > than.id);
