/** The linking that goes on at this device, if any: one at a time, begun by a person and over when they turn away. */
import { GrapevineError } from '#shared/errors.ts';
import { belongingsOf } from './belongings.ts';
import type { ContactBook } from './contacts.ts';
import type { Host } from './host.ts';
import { identitySeed, nextSerial } from './keys.ts';
import type { LinkProgress } from './messages.ts';
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
  async offer(): Promise<string> {
    const { parts, contacts, keys, self, selfRoom } = this.#engine;
    const seed = await identitySeed(parts.store);
    if (!seed || !keys)
      throw new GrapevineError(
        'no-identity',
        'This device was linked itself. Link the new one from your first device, or recover there by your twelve words.',
      );
    await selfRoom.ensure();
    const { newLinkSecret, linkOf, offerLink } = await linking();
    const secret = newLinkSecret(parts);
    const holder = {
      identitySeed: seed,
      hello: { identity: keys.identity, device: keys.device, name: self?.name ?? '' },
      belongings: () => belongingsOf(this.#engine, contacts),
      serial: () => nextSerial(parts.store),
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
