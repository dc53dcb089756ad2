/** Composition root of a device without a window: the same engine, in Node. Demo, tests and benchmarks are made of these. */
import { MemoryDisk, memoryStore } from './adapters/memoryStore.ts';
import { memoryDocuments, type MemoryLibrary } from './adapters/memoryDocuments.ts';
import { relayHttp } from './adapters/relayHttp.ts';
import { RelayLink } from './adapters/relayLink.ts';
import { systemClock } from './adapters/systemClock.ts';
import { webRandom } from './adapters/webRandom.ts';
import { yWebsocketCourier } from './adapters/yWebsocketCourier.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { PeerLinks } from '#shared/ports/peerLinks.ts';
import type { DeviceStore } from '#shared/ports/deviceStore.ts';
import type { DocumentStore } from '#shared/ports/documentStore.ts';
import { toText } from '#shared/bytes.ts';
import { Engine } from './engine/engine.ts';
import type { Answer } from './engine/messages/answer.ts';
import type { Command } from './engine/messages/command.ts';
import type { Notice } from './engine/messages/port.ts';

/** What a headless device keeps between its runs, as a browser profile does: hand it to the next one to go on. */
export class HeadlessMemory {
  readonly disk: MemoryDisk;
  readonly library: MemoryLibrary;

  constructor(disk = new MemoryDisk(), library: MemoryLibrary = new Map()) {
    this.disk = disk;
    this.library = library;
  }

  /** As it stands now: what a backup is, and what two machines with one profile begin from (T-40). */
  copy(): HeadlessMemory {
    const disk = new MemoryDisk();
    for (const [table, rows] of this.disk.tables)
      for (const { key, value } of rows.read({})) disk.tables.get(table)?.put(key, structuredClone(value));
    disk.generation = this.disk.generation;
    return new HeadlessMemory(disk, new Map([...this.library].map(([document, updates]) => [document, [...updates]])));
  }
}

export interface HeadlessOptions {
  /** The relay's origin, such as `http://localhost:8787`. */
  readonly relay: string;
  /** For replaying what was said at other times; the system's clock by default. */
  readonly clock?: Clock;
  /** Of an earlier run; a new device without it. */
  readonly memory?: HeadlessMemory;
  /** Where everything else is kept; by default in `memory`. */
  readonly store?: DeviceStore;
  /** Where documents are kept; by default in `memory`. */
  readonly documents?: DocumentStore;
  /** How to reach the relay; for devices that lose their network. */
  readonly dial?: (address: string) => WebSocket;
  /** Links straight to other devices; none without. */
  readonly peers?: PeerLinks;
}

/** A device, whose memory ends with the process at the latest if it is given no other. */
export class HeadlessDevice {
  readonly engine: Engine;
  readonly memory: HeadlessMemory;

  constructor({
    relay,
    clock = systemClock,
    memory = new HeadlessMemory(),
    store = memoryStore(memory.disk),
    documents = memoryDocuments(memory.library),
    dial = (address) => new WebSocket(address),
    peers,
  }: HeadlessOptions) {
    this.memory = memory;
    const url = `${relay.replace(/^http/, 'ws')}/sync`;
    this.engine = new Engine({
      store,
      documents,
      link: new RelayLink({
        url,
        origin: relay,
        clock: systemClock,
        random: webRandom,
        dial,
      }),
      ...(peers ? { peers } : {}),
      courier: yWebsocketCourier,
      http: relayHttp(relay),
      clock,
      random: webRandom,
      origin: relay,
    });
  }

  start(): Promise<void> {
    return this.engine.start();
  }

  stop(): Promise<void> {
    return this.engine.stop();
  }

  /** Throws what the engine answers with when it cannot. */
  async do(command: Command): Promise<Extract<Answer, { ok: true }>> {
    const answer = await this.engine.handle(toText(webRandom.bytes(16)), command);
    if (!answer.ok) throw new Error(`${command.do}: ${answer.say}`);
    return answer;
  }

  /** Resolves with the first notice that `wanted` takes; those before this call are not seen. */
  heard<N extends Notice>(wanted: (notice: Notice) => notice is N): Promise<N>;
  heard(wanted: (notice: Notice) => boolean): Promise<Notice>;
  heard(wanted: (notice: Notice) => boolean): Promise<Notice> {
    return new Promise((resolve) => {
      const stop = this.engine.onNotice((notice) => {
        if (!wanted(notice)) return;
        stop();
        resolve(notice);
      });
    });
  }

  /** Resolves once `holds`, which is asked now and after every notice. */
  until(holds: () => Promise<boolean> | boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = async (): Promise<void> => {
        if (!(await holds())) return;
        stop();
        resolve();
      };
      const stop = this.engine.onNotice(() => void look().catch(reject));
      look().catch(reject);
    });
  }
}
