import type { Engine } from '../engine/messages/port.ts';
import { openChannel } from './channel.ts';
import { EngineClient } from './engineClient.ts';
import { Leadership, type EngineProcess } from './leadership.ts';
import { openLease } from './openLease.ts';
import { systemClock } from './systemClock.ts';
import { Unsent } from './unsent.ts';
import { webRandom } from './webRandom.ts';

/** Connects this window to the engine that runs in the leading tab, which starts it with `startWorker`. */
export function connectWindow(startWorker: () => EngineProcess): Engine {
  const client = new EngineClient(openChannel(window), systemClock, webRandom, () => leadership.replace());
  const leadership = new Leadership(openLease(systemClock, webRandom), startWorker, client);
  client.start();
  leadership.start();
  forwardNetwork(client);
  keepUnsent(client);
  window.addEventListener('pagehide', () => leadership.stop());
  // A page brought back from the browser's back-and-forward cache.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    client.resume();
    leadership.start();
  });
  return client;
}

/** `online` and `offline` never reach a Worker. */
function forwardNetwork(engine: Engine): void {
  const forward = (): void => void engine.send({ do: 'network', online: navigator.onLine });
  window.addEventListener('online', forward);
  window.addEventListener('offline', forward);
  // After sleep, or hours in the background, connections may be dead that nobody has heard of yet.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') forward();
  });
  if (!navigator.onLine) forward();
}

/** What is unanswered when this window closes goes to the next one, which may be open already. */
function keepUnsent(client: EngineClient): void {
  const unsent = new Unsent(localStorage);
  const take = (): void => {
    for (const { id, command } of unsent.take()) void client.sendAs(id, command);
  };
  take();
  window.addEventListener('storage', take);
  window.addEventListener('pagehide', () => {
    unsent.leave(client.unanswered());
    client.detach();
  });
}
