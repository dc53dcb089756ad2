/** The ways to others: the network, the relay, and somebody near. */
import { OK, type Runners } from './runner.ts';

export const wayCommands = {
  'pair.show': async (engine) => {
    await (await engine.pairing()).show();
    return OK;
  },
  'pair.take': async (engine, { code }) => {
    await (await engine.pairing()).take(code);
    return OK;
  },
  'pair.bring': async (engine, { room }) => {
    await (await engine.pairing()).bring(room);
    return OK;
  },
  'pair.stop': async (engine) => {
    (await engine.pairing()).stop();
    return OK;
  },
  network: (engine, { online }) => {
    engine.connection.network(online);
    engine.peers.network(online);
    if (online) {
      engine.relay.retry();
      engine.joins.wake();
    } else engine.relay.drop();
    return Promise.resolve(OK);
  },
  'relay.try': (engine) => {
    engine.connection.dialling();
    engine.relay.retry();
    engine.joins.wake();
    return Promise.resolve(OK);
  },
} satisfies Partial<Runners>;
