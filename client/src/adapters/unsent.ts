import type { Command } from '../engine/messages/command.ts';
import type { Unanswered } from './engineClient.ts';

const KEY = 'grapevine-unsent';

/** Commands about a window or about the moment: pointless once the window is closed, or secrets, which lie nowhere open. */
const OF_THE_MOMENT: readonly Command['do'][] = [
  'room.show',
  'room.hide',
  'attend',
  'network',
  'relay.try',
  'join.look',
  'join.cancel',
  'contact.safety',
  'person.find',
  'link.offer',
  'link.answer',
  'link.take',
  'link.stop',
  'recovery.draw',
  'recovery.keep',
  'recovery.file',
  'recovery.restore',
];

/**
 * Where a closing window leaves commands that nobody answered yet, at once and for whichever window comes next. They keep
 * their ids, so that one that was done after all is not done twice.
 */
export class Unsent {
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  leave(commands: readonly Unanswered[]): void {
    const lasting = commands.filter(({ command }) => !OF_THE_MOMENT.includes(command.do));
    if (lasting.length > 0) this.#storage.setItem(KEY, JSON.stringify([...this.#read(), ...lasting]));
  }

  take(): readonly Unanswered[] {
    const left = this.#read();
    if (left.length > 0) this.#storage.removeItem(KEY);
    return left;
  }

  #read(): readonly Unanswered[] {
    return JSON.parse(this.#storage.getItem(KEY) ?? '[]') as readonly Unanswered[];
  }
}
