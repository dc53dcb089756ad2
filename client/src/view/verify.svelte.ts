/** Comparing keys with one person: what both screens show, and what a scanned or pasted code says about it. */
import type { Answer } from '../engine/messages/answer.ts';

type Safety = NonNullable<Extract<Answer, { ok: true }>['safety']>;

/** What the engine makes such a code begin with; anything else a camera sees is none. */
const IS_CODE = /^grapevine-safety:/;
const GROUP = /\d{5}/g;

export class VerifyView {
  safety = $state.raw<Safety | undefined>();
  by = $state<'words' | 'code'>('words');
  scanning = $state(false);
  said = $state<'match' | 'differ' | 'other' | undefined>();

  async load(answer: Promise<Answer>): Promise<void> {
    const answered = await answer;
    if (answered.ok) this.safety = answered.safety;
  }

  /** The 60 digits in groups of five. */
  readonly groups: readonly string[] = $derived(this.safety?.number.match(GROUP) ?? []);

  compare(text: string): void {
    const code = text.trim();
    this.said = !IS_CODE.test(code) ? 'other' : code === this.safety?.code ? 'match' : 'differ';
    if (this.said !== 'other') this.scanning = false;
  }
}
