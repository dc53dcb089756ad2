/** A device: the real engine on a simulated disk, link and clock. What was durable survives its crashes. */
import { toText } from '#shared/bytes.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { DeviceId, EntryId, IdentityId, RoomId } from '#shared/ids.ts';
import { Engine } from '../../../client/src/engine/engine.ts';
// What the engine loads when it is first needed is there from the start: a file that is read takes its own time.
import '../../../client/src/engine/fallenEpochs.ts';
import '../../../client/src/engine/inviting.ts';
import '../../../client/src/engine/join.ts';
import '../../../client/src/engine/removing.ts';
import type { Keys } from '../../../client/src/engine/keys.ts';
import type { Answer } from '../../../client/src/engine/messages/answer.ts';
import type { Command, CommandId } from '../../../client/src/engine/messages/command.ts';
import type { LinkProgress } from '../../../client/src/engine/messages/devices.ts';
import type { Notice } from '../../../client/src/engine/messages/port.ts';
import { directCourier } from '../../../client/src/adapters/directCourier.ts';
import { MemoryDisk } from '../../../client/src/adapters/memoryStore.ts';
import type { MemoryLibrary } from '../../../client/src/adapters/memoryDocuments.ts';
import type { SeededRandom } from '../seededRandom.ts';
import type { CrashPoint } from './crashPoint.ts';
import { Life } from './life.ts';
import { mailboxOver } from './mailbox.ts';
import { entriesOf } from './opsOf.ts';
import { Road } from './road.ts';
import { simulatedDocuments } from './simulatedDocuments.ts';
import { SimulatedLink } from './simulatedLink.ts';
import { ORIGIN, type SimulatedRelay } from './simulatedRelay.ts';
import { SimulatedStore } from './simulatedStore.ts';
import type { World } from './world.ts';

/** A command as its window knows it: sent again under the same id until it is answered. */
export interface Sent {
  readonly id: CommandId;
  readonly command: Command;
  answer?: Answer;
  /** The program died before it answered, and the window with it: nobody asks again. */
  isForgotten?: true;
  /** A delete whose six seconds ended when its person was out, as far as anybody could tell them: to them the message stands again. */
  isLetGo?: true;
}

/** Somebody whose device is gone. */
export interface Former {
  readonly name: string;
  readonly identity: IdentityId;
  readonly device: DeviceId;
  readonly sent: readonly Sent[];
  readonly written: SimulatedDevice['written'];
}

/** What a browser keeps. */
interface Profile {
  readonly disk: MemoryDisk;
  readonly library: MemoryLibrary;
}

/** Without these a run has no story: people try until they have done it. */
const INSISTED: ReadonlySet<Command['do']> = new Set(['start', 'room.create', 'join.ask', 'invite.create']);

/** What is kept to be done later: deletes held, ways in and out. */
const WAITING = /^(arrive|held|join|leave)\//;

/** Clocks are this far off at most, either way: well within TIM-3's two minutes. */
const SKEW_MS = 20_000;

export class SimulatedDevice {
  readonly name: string;
  readonly road: Road;
  readonly sent: Sent[] = [];
  /** Who this device was before its storage was evicted. */
  readonly former: Former[] = [];
  /** It came back as it was at some time: what it did since is with others or nowhere. */
  hasLost = false;
  /** How linking it, or another to it, goes. */
  linking: LinkProgress | undefined;
  /** Its program is not the app: what happens to it proves nothing. */
  lies = false;
  clockWasSet = false;
  /** What it had of every room that was open when it died: one that was left is not opened again, and a backup has less. */
  readonly written = new Map<RoomId, Map<EntryId, Entry>>();
  #isBehind = false;
  /** As of its last crash. */
  #keys: Keys | undefined;
  #disk = new MemoryDisk();
  #library: MemoryLibrary = new Map();
  #backup: Profile | undefined;
  /** A copy of its profile, on another machine of its person. */
  #copy: Profile | undefined;
  readonly #world: World;
  readonly #relay: SimulatedRelay;
  readonly #random: SeededRandom;
  /** How far its clock is ahead, in ms. */
  #skew: number;
  #life: Life | undefined;
  #link: SimulatedLink | undefined;
  #engine: Engine | undefined;
  #isReady = false;
  #fatal: CrashPoint | undefined;

  constructor(name: string, world: World, relay: SimulatedRelay) {
    this.name = name;
    this.#world = world;
    this.#relay = relay;
    this.#random = world.chance(name);
    this.#skew = this.#random.below(2 * SKEW_MS) - SKEW_MS;
    this.road = new Road(world, world.chance(`road of ${name}`));
  }

  /** The engine, while it runs and has taken up what an earlier run left. */
  get engine(): Engine | undefined {
    return this.#isReady ? this.#engine : undefined;
  }

  get disk(): MemoryDisk {
    return this.#disk;
  }

  get isRunning(): boolean {
    return this.#life !== undefined;
  }

  /** ms UTC, as this device's clock has it. */
  now(): number {
    return this.#world.now() + this.#skew;
  }

  start(): void {
    if (this.#life) return;
    const life = new Life(this.#world, () => this.#skew);
    const reach = (point: CrashPoint): void => {
      if (this.#fatal === point && !life.isOver) this.crash(`at ${point}`);
      else if (!life.isOver) life.isLast();
    };
    const { name } = this;
    this.#life = life;
    this.#link = new SimulatedLink({
      name,
      world: this.#world,
      life,
      road: this.road,
      relay: this.#relay,
      random: this.#random,
      reach,
      lies: () => this.lies,
    });
    this.#engine = new Engine({
      store: new SimulatedStore(this.#disk, life, this.#random, reach, (target) => this.#holdEnds(target)),
      documents: simulatedDocuments(this.#library, life, this.#random, reach),
      link: this.#link,
      courier: directCourier,
      http: mailboxOver(this.#relay, this.road, life),
      clock: life.clock,
      random: this.#random,
      origin: ORIGIN,
    });
    this.#engine.onNotice((notice) => this.#hear(notice, life));
    this.#engine.start().then(
      () => this.#ready(life),
      (error: unknown) => this.#failed(life, 'start', error),
    );
  }

  /** Somebody, or the network, sets its clock. */
  setClock(skew: number): void {
    this.clockWasSet = true;
    this.#skew = skew;
  }

  /** Keeps what is durable now, unless the device would do something by itself as it starts from it, before it meets anybody. */
  backUp(): void {
    if (this.#isAtRest) this.#backup = { disk: this.#disk.copy(), library: copyOf(this.#library) };
  }

  /**
   * T-40: its profile is copied to another machine, and its person goes from one to the other: each time the device is as it was when
   * they left that machine. They go once everything they said is on its way. (Both at once: client/src/restored.test.ts.)
   */
  changeMachine(): void {
    if (!this.#isAtRest || this.#disk.tables.get('outbox')?.read({}).length) return;
    const here: Profile = { disk: this.#disk.copy(), library: copyOf(this.#library) };
    const there = this.#copy ?? here;
    this.#world.tell(`${this.name} is used on ${this.#copy ? 'the other' : 'another'} machine`);
    this.crash('on this one');
    for (const sent of this.sent) if (!sent.answer && !INSISTED.has(sent.command.do)) sent.isForgotten = true;
    this.hasLost = true;
    this.#isBehind = true;
    this.#copy = here;
    this.#disk = there.disk.copy();
    this.#library = copyOf(there.library);
  }

  /** Nothing is kept to be done later. */
  get #isAtRest(): boolean {
    const waits = this.#disk.tables.get('commands')?.read({}) ?? [];
    return this.engine?.self !== undefined && !waits.some(({ key }) => WAITING.test(key));
  }

  /**
   * Its profile was put back, and it has not met anybody since who knows what it wrote after that. What is written before then
   * forks its lists (LOG-9 needs somebody to tell), so its person waits.
   */
  get isBehind(): boolean {
    const rooms = [...(this.engine?.rooms.values() ?? [])];
    if (this.#isBehind) this.#isBehind = rooms.length === 0 || !rooms.every(({ link }) => link.isSynced);
    return this.#isBehind;
  }

  /** Its profile is put back to the last backup; `isKept` tells which entries the relay keeps. */
  restore(isKept: (entry: EntryId) => boolean): void {
    if (!this.#backup) return;
    this.#world.tell(`${this.name} is put back to an older backup`);
    this.crash('and loses what it did since');
    this.#isBehind = true;
    this.#disk = this.#backup.disk.copy();
    this.#library = copyOf(this.#backup.library);
    this.#keepSent(isKept);
  }

  /** Its storage is gone, and with it who it was. */
  evict(isKept: (entry: EntryId) => boolean): void {
    this.#world.tell(`${this.name} loses all its storage`);
    this.crash('with it');
    const { name, written } = this;
    const keys = this.#keys;
    this.#keepSent(isKept);
    if (keys)
      this.former.push({ name, identity: keys.identity, device: keys.device, sent: this.sent.splice(0), written });
    this.sent.length = 0;
    this.#backup = undefined;
    this.#copy = undefined;
    this.#isBehind = false;
    this.#keys = undefined;
    this.#disk = new MemoryDisk();
    this.#library = new Map();
  }

  /** What was answered by an entry that is nowhere else went with the storage; and what was held here to be done later. */
  #keepSent(isKept: (entry: EntryId) => boolean): void {
    this.hasLost = true;
    const kept = this.sent.filter(
      ({ command, answer }) =>
        (command.do === 'send' || command.do === 'edit') && answer?.ok && answer.entry && isKept(answer.entry),
    );
    this.sent.splice(0, this.sent.length, ...kept);
  }

  /** Whatever bytes, as one batch of its link. */
  sendBytes(bytes: Uint8Array): void {
    this.#link?.send(bytes);
  }

  /** Dies the next time it gets to this point of writing. */
  dieAt(point: CrashPoint | undefined): void {
    this.#fatal = point;
  }

  /** How often its program has waited for anything. */
  get awaited(): number {
    return this.#life?.awaited ?? 0;
  }

  /** Dies at the nth await from now, whatever is awaited. */
  dieAtAwait(nth: number): void {
    this.#life?.dieAt(nth, () => this.crash(`at await ${nth}`));
  }

  crash(how: string): void {
    if (!this.#life) return;
    this.#world.tell(`${this.name} dies ${how}`);
    this.#fatal = undefined;
    this.#life.end();
    this.linking = undefined;
    this.#keys = this.#engine?.keys ?? this.#keys;
    for (const [id, room] of this.engine?.rooms ?? []) if (room.isOpen) this.#note(id, entriesOf(room));
    this.#link?.die();
    this.#life = undefined;
    this.#engine = undefined;
    this.#isReady = false;
    for (const sent of this.sent) if (!sent.answer && !INSISTED.has(sent.command.do)) this.#perhapsForget(sent);
  }

  #note(room: RoomId, entries: readonly Entry[]): void {
    const known = this.written.get(room) ?? new Map<EntryId, Entry>();
    for (const entry of entries) known.set(entry.id, entry);
    this.written.set(room, known);
  }

  /** The connection breaks, and both ends notice. */
  lose(): void {
    if (!this.#link?.isUp) return;
    this.#world.tell(`${this.name} loses its connection`);
    this.#link.drop('lost');
  }

  /** Gives the engine a command; a window that lives on sends it again after a crash. */
  do(command: Command): Sent {
    const sent: Sent = { id: toText(this.#random.bytes(16)), command };
    this.sent.push(sent);
    this.#world.tell(`${this.name} ${describe(command)}`);
    this.#hand(sent);
    return sent;
  }

  /** Rooms on this device's screen. */
  show(): void {
    for (const room of this.#engine?.rooms.keys() ?? [])
      this.#hand({ id: toText(this.#random.bytes(16)), command: { do: 'room.show', room } });
  }

  rooms(): readonly RoomId[] {
    return [...(this.engine?.rooms.keys() ?? [])];
  }

  /** With no delete written: it was taken back, or its person may write nothing. */
  #holdEnds(target: string): void {
    const sent = this.sent.findLast(({ command }) => command.do === 'delete' && command.target === target);
    if (sent?.command.do !== 'delete') return;
    const room = this.#engine?.rooms.get(sent.command.room);
    if (room?.isOpen && !room.mayWrite) sent.isLetGo = true;
  }

  /** In half of all crashes the window goes too. */
  #perhapsForget(sent: Sent): void {
    if (this.#random.below(2) === 0) sent.isForgotten = true;
  }

  #ready(life: Life): void {
    if (life.isOver) return;
    this.#isReady = true;
    this.show();
    for (const sent of this.sent) if (!sent.answer && !sent.isForgotten) this.#hand(sent);
  }

  #hand(sent: Sent): void {
    const life = this.#life;
    if (!life || !this.#engine) return;
    this.#engine.handle(sent.id, sent.command).then(
      (answer) => {
        if (life.isOver) return;
        sent.answer = answer;
        this.#world.trace(`${this.name} ${sent.id} ${JSON.stringify(answer)}`);
        if (!answer.ok) this.#world.tell(`${this.name} may not ${sent.command.do}: ${answer.say}`);
      },
      (error: unknown) => this.#failed(life, sent.command.do, error),
    );
  }

  #failed(life: Life, what: string, error: unknown): void {
    if (!life.isOver)
      this.#complain(
        `${this.name}: ${what} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
  }

  #complain(what: string): void {
    if (this.lies) this.#world.tell(what);
    else this.#world.trouble(what);
  }

  #hear(notice: Notice, life: Life): void {
    if (life.isOver) return;
    if (notice.is === 'trouble') this.#complain(`${this.name}: ${notice.code}: ${notice.say}`);
    if (notice.is === 'link') {
      this.linking = notice.link;
      this.#world.tell(`${this.name} links: ${notice.link.as} ${notice.link.step} ${notice.link.say ?? ''}`);
    }
    if (notice.is === 'join')
      this.#world.tell(`${this.name} joins: ${notice.progress.step} ${notice.progress.say ?? ''}`);
  }
}

function describe({ do: what, ...rest }: Command): string {
  const short = (value: unknown): unknown =>
    typeof value === 'string' && value.length > 24 ? `${value.slice(0, 8)}…` : value;
  return `${what} ${JSON.stringify(rest, (_key, value: unknown) => short(value))}`;
}

const copyOf = (library: MemoryLibrary): MemoryLibrary =>
  new Map([...library].map(([document, updates]) => [document, [...updates]]));
