import { CHANNEL, type Message } from './engineProtocol.ts';

/** Reaches everyone else who has it open, in this tab and in others. */
export interface Channel {
  post(message: Message): void;
  listen(heard: (message: Message) => void): void;
  close(): void;
}

/** As much of a window's or Worker's global scope as opening a channel takes. */
export interface ChannelScope {
  readonly BroadcastChannel: typeof BroadcastChannel;
}

export function openChannel(scope: ChannelScope, name = CHANNEL): Channel {
  const channel = new scope.BroadcastChannel(name);
  return {
    post: (message) => channel.postMessage(message),
    listen: (heard) => void (channel.onmessage = (event: MessageEvent) => heard(event.data as Message)),
    close: () => channel.close(),
  };
}
