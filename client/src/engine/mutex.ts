/** One thing at a time, in the order asked. A failed turn does not stop the next. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(turn: () => Promise<T>): Promise<T> {
    const result = this.#last.then(turn, turn);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
