/** Composition root of the Worker: the engine on the browser's own storage, clock and network. */
import { serveEngine } from '../adapters/engineServer.ts';
import { indexeddbDocuments } from '../adapters/indexeddbDocuments.ts';
import { openIndexeddbStore } from '../adapters/indexeddbStore.ts';
import { RelayLink } from '../adapters/relayLink.ts';
import { systemClock } from '../adapters/systemClock.ts';
import { webRandom } from '../adapters/webRandom.ts';
import { yWebsocketCourier } from '../adapters/yWebsocketCourier.ts';
import { Engine } from './engine.ts';

const { origin } = self.location;
const trouble = (error: unknown): void => engine?.trouble(error);
let engine: Engine | undefined;

const store = await openIndexeddbStore({ blocked: trouble, gone: trouble });
engine = new Engine({
  store,
  documents: indexeddbDocuments((_document, error) => trouble(error)),
  link: new RelayLink({ url: `${origin.replace(/^http/, 'ws')}/sync`, origin, clock: systemClock, random: webRandom }),
  courier: yWebsocketCourier,
  clock: systemClock,
  random: webRandom,
  origin,
});
serveEngine(self, engine);
await engine.start();
