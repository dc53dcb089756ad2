/** Making a recovery code: shown once, then two of its words are asked for. */
import type { Answer } from '../engine/messages/answer.ts';

export type RecoveryStep = 'why' | 'words' | 'check' | 'done';

interface Asked {
  /** From 0. */
  readonly place: number;
  typed: string;
}

const ASKED = 2;

export class RecoveryView {
  step = $state<RecoveryStep>('why');
  words = $state.raw<readonly string[]>([]);
  passphrase = $state('');
  asked = $state<Asked[]>([]);
  /** The place of the word that was typed wrong. */
  wrong = $state<number | undefined>();
  busy = $state(false);

  constructor(isMade: boolean) {
    if (isMade) this.step = 'done';
  }

  async draw(answer: Promise<Answer>): Promise<void> {
    this.busy = true;
    const drawn = await answer;
    this.busy = false;
    if (!drawn.ok || drawn.words === undefined) return;
    this.words = drawn.words;
    this.step = 'words';
  }

  /** Which two words are asked for is left to chance, so that nobody writes down two. */
  ask(): void {
    const places = this.words.map((_, place) => place);
    const drawn = Array.from(
      { length: ASKED },
      () => places.splice(Math.floor(Math.random() * places.length), 1)[0] ?? 0,
    );
    this.asked = drawn.sort((a, b) => a - b).map((place) => ({ place, typed: '' }));
    this.wrong = undefined;
    this.step = 'check';
  }

  /** True when both words are right. */
  check(): boolean {
    const wrong = this.asked.find(({ place, typed }) => typed.trim().toLowerCase() !== this.words[place]);
    this.wrong = wrong?.place;
    return wrong === undefined;
  }

  async keep(answer: Promise<Answer>): Promise<void> {
    this.busy = true;
    const kept = await answer;
    this.busy = false;
    if (!kept.ok) return;
    this.words = [];
    this.passphrase = '';
    this.step = 'done';
  }
}
