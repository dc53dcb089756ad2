/**
 * ID-7 on this device: keeps the sealed copy that a recovery code opens up to date on the relay. The code itself is shown once
 * and not kept; what stays is the key it gave, in the vault beside the identity's own secret.
 */
import { toText } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { signKeyPair } from '#shared/crypto/sign.ts';
import type { StretchCost } from '#shared/crypto/stretch.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { RecoveryId, RoomId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { RecoveryContents } from '#shared/recovery/recoveryContents.ts';
import { belongingsOf } from './belongings.ts';
import type { ContactBook } from './contacts.ts';
import type { Host } from './host.ts';
import { identitySeed, serialAfter } from './keys.ts';
import type { RecoveryState } from './messages/devices.ts';
import { Mutex } from './mutex.ts';
import type { Room } from './room.ts';

/** What the vault keeps. */
export interface KeptRecovery {
  readonly id: RecoveryId;
  readonly writeSeed: Uint8Array;
  readonly sealKey: Uint8Array;
  readonly cost: StretchCost;
  /** Of the newest copy this device knows of. */
  readonly version: number;
  /** ms UTC when the code was made, and when the relay last had all there is. */
  readonly made: number;
  readonly saved?: number;
  /** Hash of what was saved last. */
  readonly digest?: string;
  /** The version this device came back by, while it has not heard which one its person's devices knew of. */
  readonly restored?: number;
}

const KEY = 'recovery';
/** Long enough to gather what comes together: a room with its keys and its name. */
const GATHER_MS = 2_000;
const OK = 200;
const OLD_VERSION = 409;

const OLD_COPY =
  'You came back by an older copy than your devices knew of. What changed since may be missing: look for a newer recovery file, or wait for your other devices.';

export const NOT_HERE = 'Your identity is not on this device, which was linked. Make the code on your first device.';

export const keepRecovery = (kept: KeptRecovery): Change => ({ table: 'vault', key: KEY, value: kept });

export class Recovery {
  readonly #engine: Host;
  readonly #contacts: ContactBook;
  readonly #saving = new Mutex();
  readonly #seen = new Map<RoomId, string>();
  /** Copies the relay took from this run. */
  saves = 0;
  #kept: KeptRecovery | undefined;
  #stopDue: (() => void) | undefined;

  constructor(engine: Host, contacts: ContactBook) {
    this.#engine = engine;
    this.#contacts = contacts;
  }

  async load(): Promise<void> {
    this.#kept = (await this.#engine.parts.store.get('vault', KEY)) as KeptRecovery | undefined;
    this.#tell();
    if (this.#kept) this.due();
  }

  stop(): void {
    this.#stopDue?.();
  }

  /** From now on copies are kept under this code. Resolves when the first is on the relay, or could not get there yet. */
  async keep(kept: KeptRecovery): Promise<void> {
    await this.#engine.parts.store.write([keepRecovery(kept)]);
    this.#kept = kept;
    await this.#save();
  }

  /** Saves soon, if anything that is in the copy changed. */
  due(): void {
    if (!this.#kept) return;
    this.#stopDue ??= this.#engine.parts.clock.after(GATHER_MS, () => {
      this.#stopDue = undefined;
      this.#save().catch((error: unknown) => this.#engine.trouble(error));
    });
  }

  /** A room changed: perhaps its name or its keys. */
  look(room: Room): void {
    const { name, left } = this.#engine.view.summary(room.id) ?? {};
    const said = JSON.stringify([name, left, room.charter.keyring.size]);
    if (this.#seen.get(room.id) === said) return;
    this.#seen.set(room.id, said);
    this.due();
  }

  /** The newest version this device knows of, to be told to the others. */
  get version(): number | undefined {
    return this.#kept?.restored === undefined ? this.#kept?.version : undefined;
  }

  /** The version that the person's devices knew of: who came back by an older one is told, and the next goes beyond it. */
  async hear(told: number): Promise<void> {
    if (!this.#kept) return;
    const { restored, ...kept } = this.#kept;
    if (restored === undefined && told <= kept.version) return;
    await this.#note({ ...kept, version: Math.max(told, kept.version) });
    if (restored !== undefined && told > restored) this.#engine.trouble(new GrapevineError('recovery-old', OLD_COPY));
  }

  /** The copy as a file, for who wants no relay to be needed. */
  async file(): Promise<Uint8Array> {
    const kept = this.#kept;
    if (!kept) throw new GrapevineError('no-recovery', 'Make a recovery code first.');
    const version = kept.version + 1;
    await this.#note({ ...kept, version });
    return this.#seal(kept, await this.#contents(), version);
  }

  #save(): Promise<void> {
    return this.#saving.run(async () => {
      if (!this.#kept) return;
      const contents = await this.#contents();
      const { encodeContents } = await import('#shared/recovery/recoveryContents.ts');
      const digest = toText(hash('recovery-digest', encodeContents({ ...contents, at: 0 })));
      if (digest !== this.#kept.digest) await this.#upload(this.#kept, contents, digest);
      this.#tell();
    });
  }

  /** Another of the person's devices may have saved since: then once more, beyond its version. */
  async #upload(kept: KeptRecovery, contents: RecoveryContents, digest: string, again = true): Promise<void> {
    const version = kept.version + 1;
    const answer = await this.#post(kept, version, await this.#seal(kept, contents, version));
    if (answer?.status === OK) {
      await this.#note({ ...kept, version, digest, saved: this.#engine.parts.clock.now() });
      await this.#engine.selfRoom.advance();
      this.saves++;
    } else if (answer?.status === OLD_VERSION && again) {
      const said = JSON.parse(new TextDecoder().decode(answer.body)) as { readonly version?: unknown };
      const theirs = typeof said.version === 'number' && Number.isSafeInteger(said.version) ? said.version : version;
      await this.#upload({ ...kept, version: Math.max(version, theirs) }, contents, digest, false);
    }
  }

  /** Undefined when the relay cannot be reached: it is asked again when it can. */
  async #post(kept: KeptRecovery, version: number, copy: Uint8Array) {
    const { makeUpload } = await import('#shared/wire/recoveryUpload.ts');
    const { secretKey } = signKeyPair(kept.writeSeed);
    try {
      return await this.#engine.parts.http.post(
        `/api/recovery/${kept.id}`,
        makeUpload(kept.id, version, copy, secretKey),
      );
    } catch {
      // No network is no trouble: `saved` says how old the copy is.
      return undefined;
    }
  }

  async #seal(kept: KeptRecovery, contents: RecoveryContents, version: number): Promise<Uint8Array> {
    const { sealCopy } = await import('#shared/recovery/recoveryCopy.ts');
    return sealCopy(kept.id, kept.sealKey, kept.cost, version, contents, this.#engine.parts.random);
  }

  async #note(kept: KeptRecovery): Promise<void> {
    await this.#engine.parts.store.write([keepRecovery(kept)]);
    this.#kept = kept;
  }

  async #contents(): Promise<RecoveryContents> {
    const identity = await identitySeed(this.#engine.parts.store);
    if (!identity) throw new GrapevineError('no-identity', NOT_HERE);
    const serial = await serialAfter(this.#engine.parts.store);
    return { ...(await belongingsOf(this.#engine, this.#contacts)), identity, serial };
  }

  #tell(): void {
    this.#engine.tell({ is: 'recovery', recovery: this.#kept && stateOf(this.#kept) });
  }
}

const stateOf = ({ id, version, made, saved }: KeptRecovery): RecoveryState => ({
  id,
  version,
  made,
  ...(saved === undefined ? {} : { saved }),
});
