/**
 * MRK-3: who has a room before them and who is writing there. Said while it lasts and over by itself; nothing of it is
 * stored, and what is remembered is bounded by the devices of the few rooms that are open.
 */
import { toText } from '#shared/bytes.ts';
import { actingIdentity } from '#shared/charter/state.ts';
import { tellsPresence } from '#shared/charter/telling.ts';
import type { DeviceId, EpochId, IdentityId, RoomId } from '#shared/ids.ts';
import { checkLive, LIVE_MS, LIVE_SKEW_MS, makeLive, openLive, type Attention } from '#shared/sync/live.ts';
import type { Frame, Live } from '#shared/wire/frames.ts';
import type { Host } from './host.ts';
import type { Present } from './messages/people.ts';
import type { Room } from './room.ts';

/** A window says the same again and again while it lasts: others need not hear it more often than this. */
const SAME_MS = 4_000;
const IV_BYTES = 24;

interface Heard {
  /** By its sender's clock: what is not later was heard before. */
  readonly at: number;
  readonly attention: Attention;
  /** By the clock here. */
  readonly until: number;
}

export class Attendance {
  readonly #engine: Host;
  /** To whoever of a room can be reached. */
  readonly #say: (room: Room, frame: Frame) => void;
  readonly #heard = new Map<RoomId, Map<DeviceId, Heard>>();
  readonly #said = new Map<RoomId, { readonly attention: Attention; readonly at: number }>();
  readonly #timers = new Map<RoomId, () => void>();

  constructor(engine: Host, say: (room: Room, frame: Frame) => void) {
    this.#engine = engine;
    this.#say = say;
  }

  /** What the person in front of this device does in a room. */
  attend(room: Room, attention: Attention): void {
    const { self, parts } = this.#engine;
    const now = parts.clock.now();
    const before = this.#said.get(room.id);
    if (self?.hides?.presence === true && (before?.attention ?? 'away') === 'away') return;
    const said = self?.hides?.presence === true ? 'away' : attention;
    if (said === (before?.attention ?? 'away') && (said === 'away' || now - (before?.at ?? 0) < SAME_MS)) return;
    const live = this.#make(room, said, Math.max(now, (before?.at ?? 0) + 1));
    if (!live) return;
    this.#said.set(room.id, { attention: said, at: live.at });
    this.#say(room, live);
  }

  /** On no screen any more, however the window ended. */
  leave(id: RoomId): void {
    const room = this.#engine.rooms.get(id);
    if (room?.isOpen === true) this.attend(room, 'away');
  }

  /** True when it told something new: then others may not have heard it either. */
  hear(live: Live): boolean {
    const room = this.#engine.rooms.get(live.room);
    if (room?.isOpen !== true || !this.#mayTell(room, live)) return false;
    const { clock } = this.#engine.parts;
    if (!checkLive(live)) return false;
    const opened = openLive(live, (epoch) => room.charter.keyring.key(toText(epoch) as EpochId));
    // What does not open here opens for others: it is handed on, once.
    const attention = opened.ok ? opened.value : 'away';
    this.#of(room.id).set(live.device, { at: live.at, attention, until: clock.now() + LIVE_MS });
    this.#tell(room);
    return true;
  }

  /** Words remembered: at most one a device of an open room. */
  get size(): number {
    return [...this.#heard.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** The room is closed: whoever is there says so again once it is open. */
  forget(room: RoomId): void {
    this.#timers.get(room)?.();
    this.#timers.delete(room);
    this.#heard.delete(room);
    this.#said.delete(room);
    this.#publish(room, []);
  }

  stop(): void {
    for (const stop of this.#timers.values()) stop();
    this.#timers.clear();
  }

  #make(room: Room, attention: Attention, at: number): Live | undefined {
    const { keys, parts } = this.#engine;
    const state = room.charter.charter.state();
    const epoch = room.charter.keyring.usable(room.charter.charter);
    // Nobody is told by who is alone.
    const isHeard = keys && state.members.size > 1 && actingIdentity(state, keys.device);
    if (!isHeard || !epoch || !tellsPresence(state)) return undefined;
    const iv = parts.random.bytes(IV_BYTES);
    const { device, signSecret: secretKey } = keys;
    return makeLive(room.id, at, attention, { device, secretKey, epoch: epoch.epoch, epochKey: epoch.key, iv });
  }

  /** What costs little is asked first. */
  #mayTell(room: Room, { device, at }: Live): boolean {
    const state = room.charter.charter.state();
    if (!tellsPresence(state) || !actingIdentity(state, device) || device === this.#engine.keys?.device) return false;
    const now = this.#engine.parts.clock.now();
    return Math.abs(now - at) <= LIVE_SKEW_MS && at > (this.#heard.get(room.id)?.get(device)?.at ?? 0);
  }

  #of(room: RoomId): Map<DeviceId, Heard> {
    const heard = this.#heard.get(room) ?? new Map<DeviceId, Heard>();
    this.#heard.set(room, heard);
    return heard;
  }

  /** Tells windows who is there, and again when the first of them is over. */
  #tell(room: Room): void {
    const { clock } = this.#engine.parts;
    const now = clock.now();
    const live = [...this.#of(room.id)].filter(([, { until, attention }]) => until > now && attention !== 'away');
    this.#timers.get(room.id)?.();
    this.#timers.delete(room.id);
    const next = Math.min(...live.map(([, { until }]) => until));
    if (Number.isFinite(next))
      this.#timers.set(
        room.id,
        clock.after(next - now, () => this.#tell(room)),
      );
    this.#publish(room.id, this.#people(room, live));
  }

  #people(room: Room, live: readonly (readonly [DeviceId, Heard])[]): Present[] {
    const state = room.charter.charter.state();
    const people = new Map<IdentityId, boolean>();
    if (tellsPresence(state))
      for (const [device, { attention }] of live) {
        const identity = actingIdentity(state, device);
        if (identity && identity !== this.#engine.keys?.identity)
          people.set(identity, people.get(identity) === true || attention === 'writing');
      }
    return [...people].map(([identity, writing]) => ({ identity, writing }));
  }

  readonly #published = new Map<RoomId, string>();

  #publish(room: RoomId, present: readonly Present[]): void {
    const text = JSON.stringify(present);
    if ((this.#published.get(room) ?? '[]') === text) return;
    this.#published.set(room, text);
    if (present.length === 0) this.#published.delete(room);
    this.#engine.tell({ is: 'presence', room, present });
  }
}
