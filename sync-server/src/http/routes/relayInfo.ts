import type { RelayInfo } from '#shared/wire/relayInfo.ts';
import { json } from '../reply.ts';
import type { RelayStatus, Route } from '../route.ts';

export const relayInfoRoute =
  (status: RelayStatus): Route =>
  () => {
    const { open } = status;
    const info: RelayInfo = { name: 'grapevine', protocol: 1, open, now: status.now(), ice: [...status.ice()] };
    return json(200, info);
  };
