/**
 * Catching up from a peer beside a bare data channel, by turns: two processes, real WebRTC, loopback. Split where the work
 * is: moved, checked and durable; then opened, folded and put in rows.
 */
import { Doc } from 'yjs';
import { documentId, type DocumentId } from '#shared/ids.ts';
import { applyRuns } from '#shared/log/applyToDoc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { encodeUpdate, readUpdate } from '#shared/log/update.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { anyone } from '#testing/writers.ts';
import { MemoryDisk } from '../../client/src/adapters/memoryStore.ts';
import { systemClock } from '../../client/src/adapters/systemClock.ts';
import { HeadlessMemory } from '../../client/src/headless.ts';
import { BenchRoom } from '../load/benchRoom.ts';
import { fillRelay } from '../load/fillRelay.ts';
import { conversation } from '../load/lists.ts';
import { FriendProcess } from './friendProcess.ts';
import { NotedLibrary, NotedLinks } from './noted.ts';
import { RawChannel } from './rawChannel.ts';

const WRITERS = 20;

/** ms from the question for what is missing … */
export interface CatchUpTimes {
  /** … to the last batch of the answer. */
  readonly moved: number;
  /** … to all of it checked and in the device's own store. */
  readonly durable: number;
  /** ms of CPU of the thread that takes them in, which on a busy machine is much less. */
  readonly durableCpu: number;
  /** … to a row for every message. */
  readonly shown: number;
}

export class CatchUp {
  readonly entries: number;
  readonly #relay: RelayProcess;
  readonly #friend = new FriendProcess();
  readonly #room: BenchRoom;
  /** The month's entries as one update: as many bytes as must move, but for the frames around them. */
  readonly #update: Uint8Array;
  readonly #raw = new RawChannel();
  #door = '';

  private constructor(relay: RelayProcess, room: BenchRoom, entries: number, update: Uint8Array) {
    this.entries = entries;
    this.#relay = relay;
    this.#room = room;
    this.#update = update;
  }

  /** A friend has a room of so many messages, and a bare channel to their process is open. */
  static async ready(entries: number): Promise<CatchUp> {
    const relay = await RelayProcess.start();
    const room = new BenchRoom(`Room of ${entries}`, WRITERS);
    const lists = conversation(room, entries);
    await fillRelay(relay.port, room, lists);
    const update = encodeUpdate(lists.map(({ writer, entries: list }) => ({ writer, first: 0, entries: list })));
    const ready = new CatchUp(relay, room, entries, update);
    await ready.#befriend();
    return ready;
  }

  get bytes(): number {
    return this.#update.length;
  }

  /** MB/s of so many ms. */
  rate(ms: number): number {
    return this.bytes / 1000 / ms;
  }

  /** ms for as many bytes over the bare channel. */
  raw(): Promise<number> {
    return this.#raw.fetch(this.bytes);
  }

  /** ms of CPU to check and apply as many entries on one thread, with no network at all: what nothing can be faster than. */
  checking(): number {
    const runs = readUpdate(this.#update);
    if (!runs.ok) throw new TypeError(runs.fault.say);
    const before = process.threadCpuUsage();
    const [log, doc] = [new DocumentLog(this.#month), new Doc()];
    for (const run of runs.value) applyRuns(doc, admit(log, [run], anyone).accepted, 'bench');
    const { user, system } = process.threadCpuUsage(before);
    if (log.size < this.entries) throw new TypeError('the guard refused what it should take');
    return (user + system) / 1000;
  }

  /** A new device, linked with the friend over another room, comes into this one with the relay gone. */
  async peer(): Promise<CatchUpTimes> {
    const { origin } = this.#relay;
    await this.#relay.start();
    await this.#friend.does({ do: 'return' });
    const [links, library] = [new NotedLinks(), new NotedLibrary(this.#month, this.bytes)];
    const memory = new HeadlessMemory(new MemoryDisk(), library);
    const bob = await new HeadlessPerson('Bob', origin, systemClock, memory, () => links).opens();
    await bob.joins(this.#door);
    await bob.until(() => Object.keys(bob.device.engine.connection.current.direct ?? {}).length > 0);
    await this.#relay.end('SIGKILL');
    const rows = this.#rowsIn(memory.disk);
    await bob.joinsLater(this.#room.link(origin));
    const [durable, shown] = await Promise.all([library.durable, rows]);
    const { asked, came } = links;
    await bob.closes();
    if (!asked) throw new TypeError('what came was asked for');
    const [begun, cpu] = [asked.at, durable.cpu - asked.cpu];
    return { moved: came - begun, durable: durable.at - begun, durableCpu: cpu, shown: shown - begun };
  }

  async end(): Promise<void> {
    this.#raw.close();
    this.#friend.end();
    await this.#relay.discard();
  }

  get #month(): DocumentId {
    return documentId(this.#room.room, this.#room.month);
  }

  async #befriend(): Promise<void> {
    const { origin } = this.#relay;
    this.#door = (await this.#friend.does({ do: 'begin', relay: origin })).link ?? '';
    await this.#friend.does({ do: 'join', link: this.#room.link(origin), room: this.#room.room });
    await this.#raw.open(async (offer) => {
      const { answer } = await this.#friend.does({ do: 'raw', offer });
      if (!answer) throw new TypeError('an offer is answered');
      return answer;
    });
  }

  /** When the view store was given a row for every message of the room; looking would cost more than what is measured. */
  #rowsIn(disk: MemoryDisk): Promise<number> {
    const rows = disk.tables.get('rows');
    if (!rows) throw new TypeError('a device keeps rows');
    const put = rows.put.bind(rows);
    const seen = new Set<string>();
    return new Promise((resolve) => {
      rows.put = (key, value) => {
        put(key, value);
        if (key.startsWith(`${this.#room.room}/`)) seen.add(key);
        if (seen.size === this.entries) resolve(performance.now());
      };
    });
  }
}
