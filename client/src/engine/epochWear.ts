/**
 * EPO-5: when a room key has served long enough. What one key opens is what is lost with it, so whoever writes next makes a
 * new one after a week or a thousand entries. Each device waits a little longer than that, each a different while, so that
 * one of many makes it and the others hear of it.
 */
import { epochOf } from '#shared/charter/epochId.ts';
import { readOp } from '#shared/charter/ops/op.ts';
import { hash } from '#shared/crypto/hash.ts';
import { utf8 } from '#shared/bytes.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { DeviceId, EpochId, RoomId, Segment } from '#shared/ids.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_MS = 7 * DAY_MS;
const MOST_ENTRIES = 1000;
/** Up to this much longer. */
const JITTER_MS = DAY_MS;
const JITTER_ENTRIES = 200;

export class EpochWear {
  readonly #room: RoomId;
  readonly #device: DeviceId;
  /** When each was made, ms UTC, by its author's clock or, where that runs ahead, by when it was heard of here. */
  readonly #made = new Map<EpochId, number>();
  /** Entries sealed under each, of the months that are open: months long past are weeks ago in any case. */
  readonly #sealed = new Map<Segment, Map<EpochId, number>>();

  constructor(room: RoomId, device: DeviceId) {
    this.#room = room;
    this.#device = device;
  }

  /** Charter entries came in. Of the same key made twice the first time counts. */
  made(entries: readonly Entry[], now: number): void {
    for (const { payload, header } of entries) {
      const epoch = epochIn(payload, this.#room);
      if (epoch) this.#made.set(epoch, Math.min(header.hlc.ms, this.#made.get(epoch) ?? now));
    }
  }

  sealed(segment: Segment, { epoch }: Entry): void {
    if (!epoch) return;
    const counts = this.#sealed.get(segment) ?? new Map<EpochId, number>();
    counts.set(epoch, (counts.get(epoch) ?? 0) + 1);
    this.#sealed.set(segment, counts);
  }

  /** Is anything of the open months sealed under it? */
  isUsed(epoch: EpochId): boolean {
    return [...this.#sealed.values()].some((counts) => counts.has(epoch));
  }

  closed(segment: Segment): void {
    this.#sealed.delete(segment);
  }

  isWorn(epoch: EpochId, now: number): boolean {
    const [wait = 0] = hash('epoch-wear', utf8(this.#device), utf8(epoch));
    const part = wait / 255;
    const age = now - (this.#made.get(epoch) ?? now);
    const entries = [...this.#sealed.values()].reduce((sum, counts) => sum + (counts.get(epoch) ?? 0), 0);
    return age >= MOST_MS + part * JITTER_MS || entries >= MOST_ENTRIES + Math.floor(part * JITTER_ENTRIES);
  }
}

/** The room key an op makes, by itself or with a removal. */
function epochIn(payload: Uint8Array, room: RoomId): EpochId | undefined {
  const op = readOp(payload);
  if (!op.ok) return undefined;
  const rotation = op.value.t === 'epoch.rotate' ? op.value : 'rotate' in op.value ? op.value.rotate : undefined;
  return rotation && epochOf(room, rotation.parents, rotation.commit);
}
