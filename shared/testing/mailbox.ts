/** A real SMTP server that keeps the letters it takes. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

interface Letter {
  readonly to: string;
  readonly text: string;
}

export class Mailbox {
  readonly letters: Letter[] = [];
  readonly #server: SMTPServer;
  #arrived: (() => void)[] = [];

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        text(stream)
          .then((letter) => {
            for (const { address } of session.envelope.rcptTo) this.letters.push({ to: address, text: letter });
            done();
            const arrived = this.#arrived;
            this.#arrived = [];
            for (const tell of arrived) tell();
          })
          .catch(done);
      },
    });
  }

  static async open(): Promise<Mailbox> {
    const mailbox = new Mailbox();
    const listening = once(mailbox.#server.listen(0, '127.0.0.1'), 'listening');
    await listening;
    return mailbox;
  }

  /** For GRAPEVINE_SMTP. */
  get url(): string {
    return `smtp://127.0.0.1:${(this.#server.server.address() as AddressInfo).port}`;
  }

  /** The `n`th letter to somebody, from 1; waits until it is there. */
  async letter(to: string, n = 1): Promise<string> {
    for (;;) {
      const found = this.letters.filter((letter) => letter.to === to)[n - 1];
      if (found) return found.text;
      await new Promise<void>((resolve) => this.#arrived.push(resolve));
    }
  }

  async code(to: string, n = 1): Promise<string> {
    const code = /Your code is (\d{6})/.exec(await this.letter(to, n))?.[1];
    if (code === undefined) throw new Error(`the letter ${n} to ${to} has no code in it`);
    return code;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(resolve);
    });
  }
}
