import type { Channel } from './channel.ts';
import type { Message } from './engineProtocol.ts';

/** Channels that reach each other at once, as BroadcastChannels of one name do a moment later. */
export function memoryChannels(): { open(): Channel } {
  const listeners = new Map<object, (message: Message) => void>();
  return {
    open() {
      const self = {};
      return {
        post(message) {
          const copy = structuredClone(message);
          for (const [other, heard] of listeners) if (other !== self) heard(copy);
        },
        listen: (heard) => void listeners.set(self, heard),
        close: () => void listeners.delete(self),
      };
    },
  };
}
