import { epochId } from '#shared/charter/epochId.ts';
import { openLink } from '#shared/charter/epochLink.ts';
import type { CharterState, EpochState, Grantee } from '#shared/charter/state.ts';
import { usableEpochs } from '#shared/charter/usableEpochs.ts';
import { type BoxKeyPair, openBox } from '#shared/crypto/box.ts';
import type { EpochId, RoomId } from '#shared/ids.ts';

/** A charter, as far as keys need one. */
interface HasState {
  state(): CharterState;
}

export interface EpochKey {
  readonly epoch: EpochId;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** The room keys this device holds. Every one of them was checked against its epoch's id (EPO-1), or was made here. */
export class Keyring {
  readonly room: RoomId;
  readonly #keys = new Map<EpochId, Uint8Array>();
  /** [T-24] Epochs of which a grant or link for us held something else than the key; gone once the key is here. */
  readonly #garbled = new Set<EpochId>();
  /** Grants and links that were tried: one that does not open now never will, and somebody may hand us thousands. */
  readonly #tried = new WeakSet<Uint8Array>();

  constructor(room: RoomId) {
    this.room = room;
  }

  /** Room keys held: more of them open more of what was sealed. */
  get size(): number {
    return this.#keys.size;
  }

  /** A key from own storage, or of an epoch made here. */
  add(epoch: EpochId, key: Uint8Array): void {
    this.#keys.set(epoch, key);
    this.#garbled.delete(epoch);
  }

  /** A key from another device of one's own: taken if it is the epoch's, as far as the charter here knows the epoch. */
  take(charter: HasState, epoch: EpochId, key: Uint8Array): boolean {
    const known = charter.state().epochs.get(epoch);
    return known !== undefined && !this.#keys.has(epoch) && this.#keep(epoch, known, [key]);
  }

  /** A key granted by an op that does not count (EPO-5): for reading what was sealed under it meanwhile. */
  openGranted(id: EpochId, parents: readonly EpochId[], sealed: readonly Uint8Array[], box: BoxKeyPair): boolean {
    const key = this.#untried(sealed)
      .map((one) => openBox(one, box))
      .find((found) => found?.length === 32 && epochId(this.room, parents, found) === id);
    if (key) this.add(id, key);
    return key !== undefined;
  }

  /** Every key held, by its epoch. */
  entries(): IterableIterator<[EpochId, Uint8Array]> {
    return this.#keys.entries();
  }

  key(epoch: EpochId): Uint8Array | undefined {
    return this.#keys.get(epoch);
  }

  /** Epochs whose key was handed to us wrong and is still missing: to be asked for again (EPO-5). */
  get garbled(): readonly EpochId[] {
    return [...this.#garbled];
  }

  /** Opens what was granted to a device or an open link, then whatever links lead to. Returns the epochs newly opened. */
  learn(charter: HasState, grantee: Grantee, box: BoxKeyPair): EpochId[] {
    const { epochs } = charter.state();
    const opened: EpochId[] = [];
    for (const [id, epoch] of epochs) {
      const boxes = this.#keys.has(id) ? [] : this.#untried(epoch.reached.get(grantee) ?? []);
      const keys = boxes.map((sealed) => openBox(sealed, box));
      if (this.#keep(id, epoch, keys)) opened.push(id);
    }
    // Links of keys held before may be news as well: the same epoch rotated twice brings more of them.
    return [...opened, ...this.#follow(epochs, [...this.#keys.keys()])];
  }

  /** EPO-3: the epoch to seal under; undefined means: rotate first. */
  usable(charter: HasState): EpochKey | undefined {
    for (const epoch of usableEpochs(charter.state())) {
      const key = this.#keys.get(epoch);
      if (key) return { epoch, key };
    }
    return undefined;
  }

  #follow(epochs: CharterState['epochs'], from: EpochId[]): EpochId[] {
    const opened: EpochId[] = [];
    for (let id = from.pop(); id !== undefined; id = from.pop()) {
      const key = this.#keys.get(id);
      for (const { parent, sealed } of epochs.get(id)?.links ?? []) {
        const epoch = this.#keys.has(parent) ? undefined : epochs.get(parent);
        if (!key || !epoch) continue;
        const keys = this.#untried([sealed]).map((link) => openLink(key, id, parent, link));
        if (!this.#keep(parent, epoch, keys)) continue;
        opened.push(parent);
        from.push(parent);
      }
    }
    return opened;
  }

  #untried(sealed: Iterable<Uint8Array>): Uint8Array[] {
    const untried = [...sealed].filter((one) => !this.#tried.has(one));
    for (const one of untried) this.#tried.add(one);
    return untried;
  }

  /** Keeps the first of these keys that is the epoch's own. */
  #keep(id: EpochId, epoch: EpochState, keys: readonly (Uint8Array | undefined)[]): boolean {
    const key = keys.find((found) => found?.length === 32 && epochId(this.room, epoch.parents, found) === id);
    if (key) this.add(id, key);
    else if (keys.length > 0) this.#garbled.add(id);
    return key !== undefined;
  }
}
