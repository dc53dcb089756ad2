/** A friend in a process of its own, and what it is told. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { RoomId } from '#shared/ids.ts';
import type { Words } from './rawChannel.ts';

export type ToFriend =
  /** Opens the app and a room, by which others find them. */
  | { readonly do: 'begin'; readonly relay: string }
  | { readonly do: 'join'; readonly link: string; readonly room: RoomId }
  /** The relay is there again. */
  | { readonly do: 'return' }
  | { readonly do: 'raw'; readonly offer: Words };

export interface FromFriend {
  /** Into the room they began. */
  readonly link?: string;
  readonly answer?: Words;
}

export class FriendProcess {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'friend.ts'));

  /** Resolves when it is done; rejects when the friend's process ended over it. */
  async does(told: ToFriend): Promise<FromFriend> {
    this.#child.send(told);
    const [answer] = (await Promise.race([
      once(this.#child, 'message'),
      once(this.#child, 'exit').then(() => Promise.reject(new Error('the friend is gone: see above'))),
    ])) as [FromFriend];
    return answer;
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}
