/** Things that arrive, to be waited for one by one. */
export class Inbox<Thing> {
  readonly #things: Thing[] = [];
  readonly #waiting: ((thing: Thing) => void)[] = [];

  put(thing: Thing): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(thing);
    else this.#things.push(thing);
  }

  /** The next thing, as soon as there is one. */
  next(): Promise<Thing> {
    const [first] = this.#things.splice(0, 1);
    return first === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(first);
  }

  /** How many arrived that nobody took. */
  get size(): number {
    return this.#things.length;
  }
}
