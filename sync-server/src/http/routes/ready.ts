import { json } from '../reply.ts';
import type { RelayStatus, Route } from '../route.ts';

/** Devices can connect and what they send can be kept. */
export const readyRoute =
  (status: RelayStatus): Route =>
  () =>
    status.ready() ? json(200, { ready: true }) : json(503, { ready: false });
