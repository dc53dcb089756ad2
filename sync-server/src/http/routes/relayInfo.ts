import { json } from '../reply.ts';
import type { RelayStatus, Route } from '../route.ts';

/** What a device may want to know before it connects. `now` is for people whose clock is wrong. */
export const relayInfoRoute =
  (status: RelayStatus): Route =>
  () =>
    json(200, { name: 'grapevine', protocol: 1, open: status.open, now: status.now() });
