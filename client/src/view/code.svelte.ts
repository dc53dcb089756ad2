/** A recovery code being typed, and what came of it. */
import type { Answer } from '../engine/messages/answer.ts';
import type { RecoveryCode } from '../engine/messages/command.ts';

export class CodeView {
  words = $state('');
  passphrase = $state('');
  files = $state<FileList | undefined>();
  busy = $state(false);
  /** What is wrong, in words. */
  wrong = $state<string | undefined>();

  /** Undefined while no words are typed or the last try goes on. Else whether it was right. */
  async try(use: (code: RecoveryCode) => Promise<Answer>): Promise<Answer | undefined> {
    if (this.busy || this.words.trim() === '') return undefined;
    this.busy = true;
    this.wrong = undefined;
    const file = this.files?.[0];
    const bytes = file && new Uint8Array(await file.arrayBuffer());
    const { words, passphrase } = this;
    const answer = await use({ words, passphrase, ...(bytes && { file: bytes }) });
    this.busy = false;
    if (!answer.ok) this.wrong = answer.say;
    return answer;
  }
}
