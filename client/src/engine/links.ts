/** The linking that goes on at this device, if any: one at a time, begun by a person and over when they turn away. */
import { GrapevineError } from '#shared/errors.ts';
import { belongingsOf } from './belongings.ts';
import type { ContactBook } from './contacts.ts';
import type { Host } from './host.ts';
import type { IdentitySecret } from './identitySecret.ts';
import { nextSerial } from './keys.ts';
import type { LinkProgress } from './messages/devices.ts';
import type { SelfRoom } from './selfRoom.ts';
import type { Change } from '#shared/ports/deviceStore.ts';

/** The engine as links see it. */
export interface Linking extends Host {
  readonly contacts: ContactBook;
  readonly selfRoom: SelfRoom;
  become(changes: readonly Change[]): Promise<void>;
}

const linking = () => import('./linking.ts');

export class Links {
  readonly #engine: Linking;
  #abort = new AbortController();
  #answer: ((matches: boolean) => void) | undefined;

  constructor(engine: Linking) {
    this.#engine = engine;
  }

  /** A code for the new device to take. */
  async offer({ seed, serial }: IdentitySecret): Promise<string> {
    const { parts, contacts, self, selfRoom } = this.#engine;
    const keys = await this.#engine.needKeys();
    await selfRoom.ensure();
    const { newLinkSecret, linkOf, offerLink } = await linking();
    const secret = newLinkSecret(parts);
    const holder = {
      identitySeed: seed,
      hello: { identity: keys.identity, device: keys.device, name: self?.name ?? '' },
      belongings: () => belongingsOf(this.#engine, contacts),
      serial: async () => Math.max(serial, await nextSerial(parts.store)),
    };
    this.#begin('holder', (signal) => offerLink(this.#talk(secret, signal), holder, () => this.#matches()));
    return linkOf(parts, secret);
  }

  /** This device, which is nobody's yet, takes the code of another. */
  async take(code: string): Promise<void> {
    const { parts } = this.#engine;
    const { secretOf, takeLink } = await linking();
    const secret = secretOf(parts, code);
    this.#begin('new', async (signal) => this.#engine.become(await takeLink(this.#talk(secret, signal))));
  }

  answer(matches: boolean): void {
    this.#answer?.(matches);
    this.#answer = undefined;
  }

  /** The person turned away: as if the words had not matched. */
  stop(): void {
    this.answer(false);
    this.#abort.abort();
  }

  #talk(secret: Uint8Array, signal: AbortSignal) {
    return { parts: this.#engine.parts, secret, signal, tell: (progress: LinkProgress) => this.#tell(progress) };
  }

  #matches(): Promise<boolean> {
    return new Promise((resolve) => (this.#answer = resolve));
  }

  #begin(as: LinkProgress['as'], run: (signal: AbortSignal) => Promise<void>): void {
    this.stop();
    const { signal } = (this.#abort = new AbortController());
    this.#tell({ as, step: 'waiting' });
    run(signal).then(
      () => this.#tell({ as, step: 'done' }),
      (error: unknown) => {
        if (error instanceof GrapevineError) {
          if (!signal.aborted) this.#tell({ as, step: 'failed', say: error.message });
        } else this.#engine.trouble(error);
      },
    );
  }

  #tell(link: LinkProgress): void {
    this.#engine.tell({ is: 'link', link });
  }
}
