import { toText } from '#shared/bytes.ts';
import type { RoomId } from '#shared/ids.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Answer } from '../engine/messages/answer.ts';
import type { Command, CommandId } from '../engine/messages/command.ts';
import type { Engine, Notice } from '../engine/messages/port.ts';
import type { Channel } from './channel.ts';
import { isLater, type FromEngine, type FromWindow, type Run, type WindowId } from './engineProtocol.ts';
import { LatestNotices } from './latestNotices.ts';
import { Patience } from './patience.ts';

export interface Unanswered {
  readonly id: CommandId;
  readonly command: Command;
}

interface Waiting extends Unanswered {
  answer(answer: Answer): void;
}

type Say = FromWindow extends infer Each ? (Each extends FromWindow ? Omit<Each, 'from' | 'window'> : never) : never;

/** A window's end of the engine, wherever its Worker runs. Knows nothing of who leads; `hung` is told when nobody answers. */
export class EngineClient implements Engine {
  readonly #window: WindowId;
  readonly #channel: Channel;
  readonly #random: Random;
  readonly #patience: Patience;
  readonly #waiting = new Map<CommandId, Waiting>();
  readonly #listeners = new Set<(notice: Notice) => void>();
  /** What a new run has to be told again though it was answered before: it is about this window, not about data. */
  readonly #shown = new Set<RoomId>();
  #isOffline = false;
  /** For who begins to listen after the engine has spoken. */
  readonly #latest = new LatestNotices();
  #run: Run | undefined;

  constructor(channel: Channel, clock: Clock, random: Random, hung: () => void) {
    this.#channel = channel;
    this.#random = random;
    this.#window = toText(random.bytes(16));
    this.#patience = new Patience(clock, { ask: () => this.#say({ say: 'ping' }), over: hung });
  }

  start(): void {
    this.#channel.listen((message) => {
      if (message.from === 'engine') this.#take(message);
      else if (message.say === 'replacing') this.#patience.renew();
    });
    this.#say({ say: 'attach' });
    this.#patience.start();
  }

  /** The window is closing. */
  detach(): void {
    this.#say({ say: 'detach' });
  }

  /** The page is back from the browser's cache, in which it heard nothing. */
  resume(): void {
    this.#run = undefined;
    this.#say({ say: 'attach' });
    for (const room of this.#shown) this.tell({ is: 'reload', room });
  }

  stop(): void {
    this.#patience.stop();
    this.detach();
    this.#channel.close();
  }

  send(command: Command): Promise<Answer> {
    return this.sendAs(toText(this.#random.bytes(16)), command);
  }

  /** Sends a command under an id it had before, as when it is taken over from a window that closed. */
  sendAs(id: CommandId, command: Command): Promise<Answer> {
    this.#note(command);
    return new Promise((resolve) => {
      this.#waiting.set(id, { id, command, answer: resolve });
      this.#patience.hurry(true);
      this.#say({ say: 'command', id, command });
    });
  }

  /** Commands without an answer yet, oldest first. */
  unanswered(): Unanswered[] {
    return [...this.#waiting.values()].map(({ id, command }) => ({ id, command }));
  }

  /** What was said last on each thing is said at once. */
  listen(heard: (notice: Notice) => void): () => void {
    this.#listeners.add(heard);
    for (const notice of this.#latest.all()) heard(notice);
    return () => this.#listeners.delete(heard);
  }

  /** Tells this window's listeners something the engine cannot say. */
  tell(notice: Notice): void {
    this.#latest.keep(notice);
    for (const heard of this.#listeners) heard(notice);
  }

  /** This window is about to put another Worker in the place of a silent one. */
  replacing(): void {
    this.#say({ say: 'replacing' });
    this.#patience.renew();
  }

  #take(message: FromEngine): void {
    if (isLater(message.run, this.#run)) this.#follow(message);
    if (message.run.id !== this.#run?.id) return;
    this.#patience.heard();
    if (message.say === 'answer') this.#answered(message.id, message.answer);
    else if (message.say === 'notice' && (message.to ?? this.#window) === this.#window) this.tell(message.notice);
  }

  /** A run this window has not met: it knows nothing of the window, and of its commands only those that are durable. */
  #follow({ run, say }: FromEngine): void {
    this.#run = run;
    // One that was there before this window heard the window attach.
    if (say === 'ready') this.#say({ say: 'attach' });
    for (const room of this.#shown) this.#remind({ do: 'room.show', room });
    if (this.#isOffline) this.#remind({ do: 'network', online: false });
    for (const { id, command } of this.#waiting.values()) this.#say({ say: 'command', id, command });
  }

  /** Says what nobody waits for an answer to. */
  #remind(command: Command): void {
    this.#say({ say: 'command', id: toText(this.#random.bytes(16)), command });
  }

  #answered(id: CommandId, answer: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#patience.hurry(false);
    waiting?.answer(answer);
  }

  #note(command: Command): void {
    if (command.do === 'room.show') this.#shown.add(command.room);
    if (command.do === 'room.hide') this.#shown.delete(command.room);
    if (command.do === 'network') this.#isOffline = !command.online;
  }

  #say(what: Say): void {
    this.#channel.post({ from: 'window', window: this.#window, ...what });
  }
}
