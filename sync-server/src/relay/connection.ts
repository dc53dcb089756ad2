/** A socket from its first byte on: proves its device (SYN-3), then is a link. Bad bytes end this connection and no other. */
import { readBatch } from '#shared/wire/batch.ts';
import type { Frame, RefusalCode } from '#shared/wire/frames.ts';
import { generate, receive, startSession, type Session, type Side } from '#shared/sync/session.ts';
import { DeviceLink, type Wire } from './deviceLink.ts';
import { showRoomAgain } from './showRoom.ts';
import { takeFrame } from './takeFrame.ts';
import type { RelayContext } from './relayContext.ts';
import { binaryMessage } from './webSocketFrame.ts';

/** RFC 6455: broke the rules. */
const POLICY_VIOLATION = 1008;

/** What a socket is handed to. */
export interface SocketEnd {
  /** Has it shown whose it is? */
  readonly proved: boolean;
  /** To be read more slowly. */
  readonly isBusy: boolean;
  /** One WebSocket message; answers with the number of frames in it. */
  receive(bytes: Uint8Array): number;
  /** Everything written is gone. */
  drained(): void;
  close(code: number, reason: string): void;
  /** The socket is no more. */
  gone(): void;
}

export class Connection implements SocketEnd {
  readonly #context: RelayContext;
  readonly #wire: Wire;
  #session: Session;
  #link: DeviceLink | undefined;

  constructor(context: RelayContext, wire: Wire, side: Side) {
    this.#context = context;
    this.#wire = wire;
    this.#session = startSession(side);
  }

  get proved(): boolean {
    return this.#link !== undefined;
  }

  /** To be read more slowly. Before its proof it is given and asked next to nothing. */
  get isBusy(): boolean {
    return this.#link?.isBusy ?? false;
  }

  start(): void {
    this.#flush();
  }

  /** One WebSocket message; answers with the number of frames in it. */
  receive(bytes: Uint8Array): number {
    const frames = readBatch(bytes);
    if (frames.ok) {
      for (const frame of frames.value) if (this.#session.phase !== 'closed') this.#take(frame);
      this.#flush();
      return frames.value.length;
    }
    this.#refuse(frames.fault.code === 'too-large' ? 'too-large' : 'bad-frame', frames.fault.say);
    return 1;
  }

  /** Everything written is gone; a reader that was too slow hears where the documents stand, and asks for what it missed. */
  drained(): void {
    const link = this.#link;
    if (!link) return;
    link.drained();
    if (!link.behind) return;
    link.behind = false;
    const { rooms, clock } = this.#context;
    for (const id of link.places.keys()) {
      const room = rooms.of(link, id);
      if (room) showRoomAgain(room, link, clock.now());
    }
  }

  gone(): void {
    this.#session = { ...this.#session, phase: 'closed' };
    this.#link?.gone();
  }

  close(code: number, reason: string): void {
    if (this.#link) this.#link.close(code, reason);
    else this.#wire.close(code, reason);
  }

  #take(frame: Frame): void {
    // Most of the traffic, and nothing a session has to look at.
    if (frame.type === 'sync' && this.#link) return takeFrame(this.#context, this.#link, frame);
    const { session, effects } = receive(this.#session, frame);
    this.#session = session;
    for (const effect of effects) {
      if (effect.do === 'opened') this.#link = new DeviceLink(effect.device, effect.transcript, this.#wire);
      else if (effect.do === 'close') this.#end();
      else if (this.#link) takeFrame(this.#context, this.#link, effect.frame);
    }
  }

  #refuse(code: RefusalCode, say: string): void {
    this.#session = { ...this.#session, phase: 'closed', out: [...this.#session.out, { type: 'refuse', code, say }] };
    this.#end();
  }

  #end(): void {
    this.#flush();
    this.close(POLICY_VIOLATION, 'refused');
  }

  #flush(): void {
    for (;;) {
      const { session, batch } = generate(this.#session);
      this.#session = session;
      if (!batch) return;
      this.#wire.write(binaryMessage(batch));
    }
  }
}
