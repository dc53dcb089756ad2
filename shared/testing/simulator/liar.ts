/**
 * T-44: a member whose program lies. The real engine is its cover; beside what that says it forges, backdates, forks its own
 * lists, replays, floods, abuses its charter list and sends hostile bytes, over the same proven link.
 */
import { encodeOp, type CharterOp } from '#shared/charter/ops/op.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { encodeUpdate, type Run } from '#shared/log/update.ts';
import { runsOf } from '#shared/log/applyToDoc.ts';
import { writeStep1, writeUpdate } from '#shared/log/syncMessage.ts';
import { writerId } from '#shared/log/writerId.ts';
import { makeHuskOrder } from '#shared/log/huskOrder.ts';
import type { EpochId, RoomId } from '#shared/ids.ts';
import type { Engine } from '../../../client/src/engine/engine.ts';
import type { Keys } from '../../../client/src/engine/keys.ts';
import type { OpenDocument } from '../../../client/src/engine/openDocument.ts';
import type { Room } from '../../../client/src/engine/room.ts';
import type { Saying } from '../../../client/src/engine/roomCharter.ts';
import { mutate } from '../mutate.ts';
import type { SeededRandom } from '../seededRandom.ts';
import { branchEntry, forgedEntry, type Forging } from './forgedEntry.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';
import type { World } from './world.ts';

/** Of so many steps, one more is a lie. */
const EVERY = 4;
const FLOOD = 120;
/** Slots at the end of a charter list that are filled once more. */
const BRANCHED = 3;
const HOUR_MS = 60 * 60 * 1000;

const LIES = ['fork', 'forge', 'backdate', 'replay', 'flood', 'bytes', 'grab', 'garble', 'orders', 'branch'] as const;
type Lie = (typeof LIES)[number];

interface Stage {
  readonly engine: Engine;
  readonly keys: Keys;
  readonly room: Room;
  /** One of its open months. */
  readonly month: OpenDocument;
}

export class Liar {
  readonly device: SimulatedDevice;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #lies: readonly Lie[];

  /** Without `branches` it leaves its charter list alone. */
  constructor(device: SimulatedDevice, world: World, branches: boolean) {
    this.device = device;
    this.#lies = LIES.filter((lie) => branches || lie !== 'branch');
    this.#world = world;
    this.#random = world.chance(`liar ${device.name}`);
    device.lies = true;
  }

  act(id: RoomId | undefined): void {
    if (this.#random.below(EVERY) > 0) return;
    const lie = this.#lies[this.#random.below(this.#lies.length)];
    const { engine } = this.device;
    const room = id && engine?.rooms.get(id);
    const months = room?.isOpen ? room.timeline.segments : [];
    const month = months[this.#random.below(Math.max(1, months.length))]?.document;
    if (!lie || !room || !month || !engine?.keys || !engine.relay.isOpen) return;
    this.#world.tell(`${this.device.name} lies: ${lie}`);
    this.#tell(lie, { engine, keys: engine.keys, room, month });
  }

  #tell(lie: Lie, stage: Stage): void {
    switch (lie) {
      case 'fork':
        return this.#fork(stage);
      case 'branch':
        return this.#branch(stage);
      case 'forge':
        return this.#forge(stage);
      case 'backdate':
        return this.#backdate(stage);
      case 'replay':
        return this.#replay(stage);
      case 'flood':
        return this.#flood(stage);
      case 'bytes':
        return this.device.sendBytes(this.#hostile(stage));
      case 'grab':
        return this.#declare(stage, this.#grab(stage));
      case 'garble':
        return this.#declare(stage, this.#garbled(stage));
      case 'orders':
        return this.#order(stage);
    }
  }

  /** Another entry in a slot of its own list: one it filled already, or is about to. */
  #fork(stage: Stage): void {
    const writers = [...stage.month.log.heads].filter(([, { device }]) => device === stage.keys.device);
    const [, head] = writers[this.#random.below(Math.max(1, writers.length))] ?? [];
    if (head) this.#put(stage, { ...this.#asItself(stage), n: head.n, seq: this.#random.below(head.count + 1) });
  }

  /** LOG-8a: another op in one of the last slots of its charter list, or in the next. */
  #branch({ engine, keys, room, ...stage }: Stage): void {
    const { charter, document } = room.charter;
    const op = { ...this.#grab({ engine, keys, room, ...stage }), deps: charter.heads() } as CharterOp;
    const count = document.log.count(writerId(document.id, keys.device, 0));
    const seq = Math.max(0, count - this.#random.below(BRANCHED));
    const hlc = { ms: this.device.now(), counter: this.#random.below(100) };
    const { device, signSecret: secretKey } = keys;
    const entry = branchEntry(document, { device, seq, secretKey, hlc, payload: encodeOp(op) });
    if (entry) this.#send(engine, document, entry);
  }

  /** In somebody else's list, under a signature that is not theirs. */
  #forge(stage: Stage): void {
    const others = [...stage.month.log.heads.values()].filter(({ device }) => device !== stage.keys.device);
    const other = others[this.#random.below(Math.max(1, others.length))];
    if (other) this.#put(stage, { ...this.#asItself(stage), device: other.device, n: other.n, seq: other.count });
  }

  /** A list of its own that begins long ago, on the ground of the charter entry that let it in: what has been since it never heard. */
  #backdate(stage: Stage): void {
    const { charter, document } = stage.room.charter;
    const { device } = stage.keys;
    const ground = document.entries().find(({ id }) => charter.stateAt([id]).devices.get(device)?.live === true);
    if (!ground) return;
    const ms = this.device.now() - this.#random.below(HOUR_MS);
    const n = 8 + this.#random.below(8);
    this.#put(stage, { ...this.#asItself(stage), n, seq: 0, hlc: { ms, counter: 0 }, heads: [ground.id] });
  }

  #replay({ engine, month }: Stage): void {
    const runs = runsOf(month.doc);
    if (!runs.ok) return;
    const some = runs.value.filter(() => this.#random.below(2) === 0);
    for (const times of [1, 2]) engine.relay.sync(month.id, writeUpdate(encodeUpdate(some.slice(0, 4 * times))));
  }

  #flood({ engine, month }: Stage): void {
    const nothing = new Map();
    for (let i = 0; i < FLOOD; i++) engine.relay.sync(month.id, writeStep1(nothing));
  }

  #hostile({ month }: Stage): Uint8Array {
    const update = month.askAnew();
    return this.#random.below(2) === 0 ? this.#random.bytes(1 + this.#random.below(200)) : mutate(update, this.#random);
  }

  /** What it has no right to: the room, somebody's place in it, a way in at its own rank. */
  #grab({ room, keys }: Stage): Saying {
    const others = [...room.charter.charter.state().members.keys()].filter((identity) => identity !== keys.identity);
    const member = others[this.#random.below(Math.max(1, others.length))] ?? keys.identity;
    const ops: Saying[] = [
      { t: 'member.remove', member },
      { t: 'member.role', member: keys.identity, role: 'admin' },
      { t: 'member.handover', member: keys.identity },
    ];
    return ops[this.#random.below(ops.length)] ?? { t: 'member.remove', member };
  }

  /** T-24: a key handed to everybody that is not the room's. */
  #garbled({ room }: Stage): Saying {
    const state = room.charter.charter.state();
    const epochs = [...state.epochs.keys()];
    const to = [...state.devices].filter(([, { live }]) => live).slice(0, 8);
    return {
      t: 'epoch.grant',
      epoch: epochs[this.#random.below(Math.max(1, epochs.length))] ?? ('' as EpochId),
      to: to.map(([device]) => ({ device, box: this.#random.bytes(80) })),
    };
  }

  /** What others said is to be gone, and everything is said to be missing. */
  #order({ engine, keys, room, month }: Stage): void {
    const segment = room.timeline.segments.find(({ document }) => document === month)?.segment;
    const entries = month.entries().slice(-8);
    if (!segment) return;
    const orders = entries.map(({ writer, seq, id }) =>
      makeHuskOrder(month.id, { writer, seq, id, target: id, delete: id, device: keys.device }, keys.signSecret),
    );
    const holes = entries.map(({ writer, seq }) => [writer, seq] as const);
    engine.relay.say({ type: 'husks', room: room.id, segment, digest: this.#random.bytes(32), orders, holes });
    const payloads = entries.map(({ writer, seq }) => [writer, seq, this.#random.bytes(64)] as const);
    engine.relay.say({ type: 'payloads', room: room.id, segment, payloads });
  }

  #declare({ room }: Stage, saying: Saying): void {
    room
      .turn(() => room.charter.write(saying))
      .catch((error: unknown) => this.#world.tell(`${this.device.name} cannot lie: ${String(error)}`));
  }

  #asItself({ keys, room }: Stage): Omit<Forging, 'n' | 'seq'> {
    const { charter, keyring } = room.charter;
    const key = keyring.usable(charter);
    return {
      device: keys.device,
      secretKey: keys.signSecret,
      hlc: { ms: this.device.now() + this.#random.below(1000), counter: this.#random.below(100) },
      heads: charter.heads(4),
      text: `lie ${this.#random.below(1_000_000)}`,
      iv: this.#random.bytes(24),
      ...(key ? { key } : {}),
    };
  }

  #put({ engine, month }: Stage, forging: Forging): void {
    const entry = forgedEntry(month, forging);
    if (entry) this.#send(engine, month, entry);
  }

  #send({ relay }: Engine, { id }: OpenDocument, { writer, seq, bytes }: Entry): void {
    const run: Run = { writer, first: seq, entries: [bytes] };
    relay.sync(id, writeUpdate(encodeUpdate([run])));
  }
}
