/** Somebody in the picture without a window of their own: a device that writes at the story's time. */
import { toText } from '#shared/bytes.ts';
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { HeadlessDevice } from '../../client/src/headless.ts';

/** Nobody listens there. */
const NOWHERE = 'ws://localhost:1/';

export class Neighbour {
  readonly #device: HeadlessDevice;
  readonly #name: string;
  #room: RoomId | undefined;
  #isCutOff = false;

  constructor(relay: string, clock: Clock, name: string) {
    const dial = (address: string): WebSocket => new WebSocket(this.#isCutOff ? NOWHERE : address);
    this.#device = new HeadlessDevice({ relay, clock, dial });
    this.#name = name;
  }

  /** Returns the link by which the others come in. */
  async startsRoom(name: string, topic: string): Promise<string> {
    await this.#device.start();
    await this.#device.do({ do: 'start', name: this.#name });
    this.#room = (await this.#device.do({ do: 'room.create', name })).room;
    const room = this.#here;
    await this.#device.do({ do: 'room.rename', room, name, topic });
    return (await this.#device.do({ do: 'invite.create', room, uses: 'any', days: 30, open: false })).link ?? '';
  }

  async joins(link: string): Promise<void> {
    await this.#device.start();
    const isIn = this.#device.heard((notice) => notice.is === 'join' && notice.progress.step === 'done');
    this.#room = (await this.#device.do({ do: 'join.ask', link, name: this.#name })).room;
    await isIn;
  }

  async says(text: string, reply?: EntryId): Promise<EntryId> {
    const { entry } = await this.#device.do({ do: 'send', room: this.#here, text, ...(reply && { reply }) });
    if (!entry) throw new TypeError('what was sent has an id');
    return entry;
  }

  async edits(target: EntryId, text: string): Promise<void> {
    await this.#device.do({ do: 'edit', room: this.#here, target, text });
  }

  async reacts(target: EntryId, emoji: string): Promise<void> {
    await this.#device.do({ do: 'react', room: this.#here, target, emoji, on: true });
  }

  /** Text that is the same for devices that hold the same of the room. */
  async holds(): Promise<string> {
    const room = this.#device.engine.room(this.#here);
    await room.show();
    return room.documents.map(({ id, log }) => `${id} ${toText(log.digest())}`).join();
  }

  async isOffline(isCutOff: boolean): Promise<void> {
    this.#isCutOff = isCutOff;
    await this.#device.do({ do: 'network', online: !isCutOff });
  }

  leaves(): Promise<void> {
    return this.#device.stop();
  }

  get #here(): RoomId {
    if (this.#room === undefined) throw new Error('not in a room yet');
    return this.#room;
  }
}
