/** Composition root of the Worker: the engine on the browser's own storage, clock and network. */
import { serveEngine, serveTrouble } from '../adapters/engineServer.ts';
import { indexeddbDocuments } from '../adapters/indexeddbDocuments.ts';
import { openIndexeddbStore } from '../adapters/indexeddbStore.ts';
import { PortPeers } from '../adapters/portPeers.ts';
import { relayHttp } from '../adapters/relayHttp.ts';
import { RelayLink } from '../adapters/relayLink.ts';
import { systemClock } from '../adapters/systemClock.ts';
import { webRandom } from '../adapters/webRandom.ts';
import { yWebsocketCourier } from '../adapters/yWebsocketCourier.ts';
import { Engine } from './engine.ts';

const peers = new PortPeers(self);

async function openEngine(): Promise<Engine> {
  const { origin } = self.location;
  let trouble = (error: unknown): void => reportError(error);
  const store = await openIndexeddbStore({ blocked: (error) => trouble(error), gone: (error) => trouble(error) });
  const engine = new Engine({
    store,
    documents: indexeddbDocuments((_document, error) => trouble(error)),
    link: new RelayLink({
      url: `${origin.replace(/^http/, 'ws')}/sync`,
      origin,
      clock: systemClock,
      random: webRandom,
    }),
    peers,
    pairing: peers,
    courier: yWebsocketCourier,
    http: relayHttp(origin),
    clock: systemClock,
    random: webRandom,
    origin,
  });
  trouble = (error) => engine.trouble(error);
  return engine;
}

/** Long enough for what a person sees first, which these would only be in the way of. */
const LATER_MS = 3_000;

/**
 * What is loaded when it is first needed, and needs no relay then: fetched while whoever served this page is there. Where pages are not
 * kept (http on a LAN) they may be gone by then. One that could not be fetched is asked for again when it is needed.
 */
function fetchSoon(): void {
  const all = [
    import('./deleteRoom.ts'),
    import('./fallenEpochs.ts'),
    import('./inviting.ts'),
    import('./join.ts'),
    import('./pairing.ts'),
    import('./peerSession.ts'),
    import('./removing.ts'),
    import('./ruling.ts'),
  ];
  void Promise.allSettled(all);
}

/** Not awaited by this module: what the engine loads while it starts imports from here, and would wait for this module as it waits for that. */
async function run(): Promise<void> {
  try {
    const engine = await openEngine();
    serveEngine(self, engine);
    await engine.start();
    systemClock.after(LATER_MS, fetchSoon);
  } catch (error) {
    // Windows would start this Worker over and over; they are told why instead.
    serveTrouble(self, error);
  }
}

void run();
