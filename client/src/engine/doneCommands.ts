/** A command sent again after a change of leader is done once: its answer is kept in the transaction that did it. */
import type { Clock } from '#shared/ports/clock.ts';
import { afterPrefix, type Change, type DeviceStore } from '#shared/ports/deviceStore.ts';
import type { Answer } from './messages/answer.ts';
import type { CommandId } from './messages/command.ts';

const PREFIX = 'done/';
/** What a closing window left unanswered is sent again by the next one, which may come weeks later. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

interface Done {
  readonly at: number;
  readonly answer: Answer;
}

/** What marks a command as done with this answer, to be written with what it does. */
export type MarkDone = (answer?: Answer) => readonly Change[];

export class DoneCommands {
  readonly #store: DeviceStore;
  readonly #clock: Clock;
  readonly #running = new Map<CommandId, Promise<Answer>>();

  constructor(store: DeviceStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Runs a command, unless it was run before: then what it answered is answered again. */
  once(id: CommandId, run: (mark: MarkDone) => Promise<Answer>): Promise<Answer> {
    const running = this.#running.get(id);
    if (running) return running;
    const done = this.#once(id, run).finally(() => this.#running.delete(id));
    this.#running.set(id, done);
    return done;
  }

  /** Forgets what nobody can ask for any more. */
  async prune(): Promise<void> {
    const before = this.#clock.now() - KEPT_MS;
    const rows = await this.#store.range('commands', { from: PREFIX, to: afterPrefix(PREFIX) });
    const old = rows.filter(({ value }) => (value as Done).at < before);
    if (old.length > 0) await this.#store.write(old.map(({ key }) => ({ table: 'commands', key, value: undefined })));
  }

  async #once(id: CommandId, run: (mark: MarkDone) => Promise<Answer>): Promise<Answer> {
    const key = PREFIX + id;
    const before = (await this.#store.get('commands', key)) as Done | undefined;
    if (before) return before.answer;
    return run((answer = { ok: true }) => {
      const done: Done = { at: this.#clock.now(), answer };
      return [{ table: 'commands', key, value: done }];
    });
  }
}
