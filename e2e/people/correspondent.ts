/** Somebody who writes much, without a browser: the same engine in this process, at any time of theirs. */
import type { RoomId } from '#shared/ids.ts';
import { HeadlessDevice } from '../../client/src/headless.ts';
import { ReplayClock } from '../../scripts/demo/replayClock.ts';

/** Nobody listens there. */
const NOWHERE = 'ws://localhost:1/';

export class Correspondent {
  readonly device: HeadlessDevice;
  readonly #clock: ReplayClock;
  #room: RoomId | undefined;
  #isCutOff = false;

  /** `now`: the time their writing begins, ms UTC. */
  constructor(relay: string, now: number) {
    this.#clock = new ReplayClock(now);
    const dial = (address: string): WebSocket => new WebSocket(this.#isCutOff ? NOWHERE : address);
    this.device = new HeadlessDevice({ relay, clock: this.#clock, dial });
  }

  get room(): RoomId {
    if (this.#room === undefined) throw new Error('not in a room yet');
    return this.#room;
  }

  async startsRoom(name: string, room: string): Promise<string> {
    await this.device.start();
    await this.device.do({ do: 'start', name });
    this.#room = (await this.device.do({ do: 'room.create', name: room })).room;
    const { link = '' } = await this.device.do({
      do: 'invite.create',
      room: this.room,
      uses: 'any',
      days: 7,
      open: false,
    });
    return link;
  }

  async joins(link: string, name: string): Promise<void> {
    await this.device.start();
    const isIn = this.device.heard((notice) => notice.is === 'join' && notice.progress.step === 'done');
    const { room } = await this.device.do({ do: 'join.ask', link, name });
    this.#room = room;
    await isIn;
  }

  /** One message a minute of their own time. */
  async says(texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      this.#clock.set(this.#clock.now() + 60_000);
      await this.device.do({ do: 'send', room: this.room, text });
    }
  }

  /** Resolves once the relay has all they wrote. */
  async isHeard(): Promise<void> {
    const heard = (): boolean => this.device.engine.outbox.unacknowledged === 0;
    while (!heard()) await this.device.heard((notice) => notice.is === 'connection' || notice.is === 'receipts');
  }

  /** Resolves once so many messages of the room are here. */
  async hears(messages: number): Promise<void> {
    const count = (): number => this.device.engine.room(this.room).timeline.fold.count;
    while (count() < messages) await this.device.heard((notice) => notice.is === 'rows' || notice.is === 'reload');
  }

  async goesOffline(): Promise<void> {
    this.#isCutOff = true;
    await this.device.do({ do: 'network', online: false });
  }

  async comesBack(): Promise<void> {
    this.#isCutOff = false;
    await this.device.do({ do: 'network', online: true });
  }

  stop(): Promise<void> {
    return this.device.stop();
  }
}
