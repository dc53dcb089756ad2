/** The self-test as it goes: each check shows what it found as soon as it has. */
import { CHECKS, type Check, type Finding, type SelfTest } from '#shared/ports/selfTest.ts';

/** Fetched when somebody first asks. */
export type LoadSelfTest = () => Promise<SelfTest>;

export class SelfTestView {
  found = $state.raw<Partial<Record<Check, Finding>>>({});
  readonly #load: LoadSelfTest;
  #round = 0;

  constructor(load: LoadSelfTest) {
    this.#load = load;
  }

  readonly isDone: boolean = $derived(CHECKS.every((check) => this.found[check] !== undefined));
  /** What needs a person. */
  readonly bad: number = $derived(Object.values(this.found).filter((finding) => finding.is === 'bad').length);

  async run(): Promise<void> {
    const round = ++this.#round;
    this.found = {};
    const test = await this.#load();
    await Promise.all(
      CHECKS.map(async (check) => {
        const finding = await test.run(check);
        if (round === this.#round) this.found = { ...this.found, [check]: finding };
      }),
    );
  }
}
