/** The banner of a lost and found network: gone, looked for, weaving in, up to date (3 s), nothing. */
import type { Connection } from '../engine/messages/connection.ts';

export type Stage = 'offline' | 'looking' | 'weaving' | 'done';

/** How long "Up to date" is said. */
const DONE_MS = 3_000;

/** The next stage. Only a network that was lost comes back: a first connection is no news. */
export function nextStage(stage: Stage | undefined, state: Connection['state']): Stage | undefined {
  if (state === 'offline') return 'offline';
  if (stage === undefined || stage === 'done') return stage;
  if (state === 'connecting') return 'looking';
  return state === 'syncing' ? 'weaving' : 'done';
}

export class Comeback {
  stage = $state<Stage | undefined>();
  /** Put in since the connection came back. */
  woven = $state.raw({ own: 0, others: 0 });
  #timer: ReturnType<typeof setTimeout> | undefined;

  heard(connection: Connection): void {
    const before = this.stage;
    this.stage = nextStage(before, connection.state);
    if (this.stage === 'offline') this.woven = { own: 0, others: 0 };
    if (connection.woven) this.woven = connection.woven;
    if (this.stage === before) return;
    clearTimeout(this.#timer);
    if (this.stage === 'done') this.#timer = setTimeout(() => (this.stage = undefined), DONE_MS);
  }
}
