/** A browser whose data channels carry nothing out any more once it is told so, and that does not know. */
interface Muted {
  isMute?: boolean;
}

/** For `context.addInitScript`: before the app is loaded. */
export function mutable(): void {
  const proto = RTCDataChannel.prototype as { send: (this: RTCDataChannel, data: unknown) => void };
  const { send } = proto;
  proto.send = function (this: RTCDataChannel, data: unknown) {
    if (!(globalThis as Muted).isMute) send.call(this, data);
  };
}

/** For `page.evaluate`. */
export function mute(): void {
  (globalThis as Muted).isMute = true;
}
