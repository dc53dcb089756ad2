/** The relay's boxes for devices that are being linked: each holds one thing and takes no second. */
import type { HttpAnswer, RelayHttp } from '#shared/ports/relayHttp.ts';
import type { Life } from './life.ts';
import type { Road } from './road.ts';
import type { SimulatedRelay } from './simulatedRelay.ts';

const NOTHING = new Uint8Array();
const PATH = '/api/mailbox/';

export function mailboxOver(relay: SimulatedRelay, road: Road, life: Life): RelayHttp {
  const ask = (path: string, answer: (name: string) => HttpAnswer): Promise<HttpAnswer> =>
    life.take(road.latency(), () => {
      if (road.isCut || !relay.isUp || !path.startsWith(PATH)) return Promise.reject(new TypeError('no road for this'));
      return Promise.resolve(answer(path.slice(PATH.length)));
    });
  return {
    get: (path) =>
      ask(path, (name) => {
        const body = relay.boxes.get(name);
        return body ? { status: 200, body } : { status: 404, body: NOTHING };
      }),
    post: (path, body) =>
      ask(path, (name) => {
        if (relay.boxes.has(name)) return { status: 409, body: NOTHING };
        relay.boxes.set(name, body.slice());
        return { status: 200, body: NOTHING };
      }),
  };
}
