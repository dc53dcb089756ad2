/** The load's devices on a bare broadcast server. A message back from the server is its sender's acknowledgement. */
import { randomBytes } from 'node:crypto';
import type { Joined, Sounds } from './fleet.ts';
import { premade } from './premade.ts';
import { LoadSocket } from './webSocket.ts';

export class BroadcastLoad {
  readonly #messages;

  /** The first byte of a message is its sender's number. */
  constructor(devices: number, each: number, bodyBytes: number) {
    this.#messages = Array.from({ length: devices }, (_, sender) =>
      premade(
        Array.from({ length: each }, () => {
          const body = randomBytes(bodyBytes);
          body[0] = sender;
          return body;
        }),
      ),
    );
  }

  connect(port: number): Promise<Joined[]> {
    return Promise.all(
      this.#messages.map(async (messages, me) => {
        const socket = await LoadSocket.open(port, '/', () => undefined);
        return { socket, messages, ear: (sounds: Sounds) => earOf(me, sounds) };
      }),
    );
  }
}

function earOf(me: number, sounds: Sounds): (payload: Buffer) => void {
  let own = 0;
  return (payload) => {
    const sender = payload[0] ?? NaN;
    sounds.received(sender, 1);
    if (sender === me) sounds.acknowledged(++own);
  };
}
