import { GrapevineError } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Random } from '#shared/ports/random.ts';
import { LeaseLost } from '#shared/ports/storageErrors.ts';
import { toText } from '#shared/bytes.ts';
import type { Answer } from '../engine/messages/answer.ts';
import type { Command, CommandId } from '../engine/messages/command.ts';
import type { Notice } from '../engine/messages/port.ts';
import { openChannel, type Channel, type ChannelScope } from './channel.ts';
import type { FromEngine, FromWindow, Run } from './engineProtocol.ts';
import { LatestNotices } from './latestNotices.ts';
import { ShownRooms } from './shownRooms.ts';
import { systemClock } from './systemClock.ts';
import { webRandom } from './webRandom.ts';

/** The engine as its server sees it. */
export interface ServedEngine {
  /** Resolves when the command is durable; the same id again gives the same answer. Rejects with `LeaseLost` when robbed. */
  handle(id: CommandId, command: Command): Promise<Answer>;
  onNotice(heard: (notice: Notice) => void): void;
}

export interface EngineServer {
  /** Says no more; windows wait for another run. */
  stop(): void;
}

/** Serves the engine to all windows from a Worker: `serveEngine(self, engine)`, once, as early as the engine can take commands. */
export function serveEngine(scope: ChannelScope, engine: ServedEngine): EngineServer {
  return serveOn(openChannel(scope), engine, systemClock, webRandom);
}

/** Serves what kept the engine from being made: every command is refused with it, and every window is told. */
export function serveTrouble(scope: ChannelScope, error: unknown): EngineServer {
  const { code, say } = refusal(error);
  return serveEngine(scope, {
    handle: () => Promise.resolve({ ok: false, code, say }),
    onNotice: (heard) => heard({ is: 'trouble', code, say }),
  });
}

export function serveOn(channel: Channel, engine: ServedEngine, clock: Clock, random: Random): EngineServer {
  return new Server(channel, engine, random, clock.now());
}

type Say = FromEngine extends infer Each ? (Each extends FromEngine ? Omit<Each, 'from' | 'run'> : never) : never;

class Server implements EngineServer {
  readonly #channel: Channel;
  readonly #engine: ServedEngine;
  readonly #random: Random;
  readonly #run: Run;
  readonly #latest = new LatestNotices();
  readonly #shown = new ShownRooms();
  /** Commands being done: one sent again meanwhile is answered with the first. */
  readonly #doing = new Set<CommandId>();
  #stopped = false;

  constructor(channel: Channel, engine: ServedEngine, random: Random, started: number) {
    this.#channel = channel;
    this.#engine = engine;
    this.#random = random;
    this.#run = { id: toText(random.bytes(16)), started };
    channel.listen((message) => {
      if (message.from === 'window') this.#take(message);
    });
    this.#say({ say: 'ready' });
    engine.onNotice((notice) => this.#tell(notice));
  }

  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#channel.close();
  }

  #take(message: FromWindow): void {
    switch (message.say) {
      case 'attach':
        for (const notice of this.#latest.all()) this.#say({ say: 'notice', notice, to: message.window });
        this.#say({ say: 'beat' });
        break;
      case 'detach':
        for (const room of this.#shown.leave(message.window)) {
          void this.#do(toText(this.#random.bytes(16)), { do: 'room.hide', room });
        }
        break;
      case 'command':
        if (this.#shown.concerns(message.window, message.command)) void this.#do(message.id, message.command);
        else this.#say({ say: 'answer', id: message.id, answer: { ok: true } });
        break;
      case 'ping':
        this.#say({ say: 'beat' });
        break;
      case 'replacing':
        break;
    }
  }

  async #do(id: CommandId, command: Command): Promise<void> {
    if (this.#doing.has(id)) return;
    this.#doing.add(id);
    try {
      this.#say({ say: 'answer', id, answer: await this.#engine.handle(id, command) });
    } catch (error) {
      // Robbed: the new leader does the command and answers it.
      if (error instanceof LeaseLost) this.stop();
      else this.#say({ say: 'answer', id, answer: refusal(error) });
    } finally {
      this.#doing.delete(id);
    }
  }

  #tell(notice: Notice): void {
    this.#latest.keep(notice);
    this.#say({ say: 'notice', notice });
  }

  #say(what: Say): void {
    if (!this.#stopped) this.#channel.post({ from: 'engine', run: this.#run, ...what });
  }
}

function refusal(error: unknown): Answer & { readonly ok: false } {
  if (error instanceof GrapevineError) return { ok: false, code: error.code, say: error.message };
  return {
    ok: false,
    code: 'engine-fault',
    say: `This did not work, and should have: ${String(error)}. Reload the page.`,
  };
}
