/** What the window tells and is told by its surroundings: the network, the clock, storage, a newer app. */
import { untrack } from 'svelte';
import { watchLocalNetwork } from './localNetwork.ts';
import { watchForUpdate } from './update.ts';
import { words } from './words.ts';
import type { Commands } from '../input/commands.ts';
import type { World } from '../view/world.svelte.ts';

/** `script` makes an address one that the page's policy lets be loaded. */
export function watchAround(world: World, commands: Commands, script: (url: string) => string): void {
  const network = (): void => {
    world.network = navigator.onLine;
    void commands.network(navigator.onLine);
  };
  addEventListener('online', network);
  addEventListener('offline', network);
  if (!navigator.onLine) network();
  setInterval(() => world.tick(Date.now()), 60_000);
  if (!isSecureContext) world.notices.stand('insecure', words.notice.insecure);
  if ('permissions' in navigator)
    void watchLocalNetwork(location.hostname, (of) => navigator.permissions.query(of), world.notices);
  watchForUpdate(script('/sw.js'), (reload) =>
    world.toasts.stay(words.notice.update, { label: words.notice.updateNow, run: reload }),
  );
  watchInstalling(world);
  watchStorage(world);
  watchRecovery(world);
}

/** Not in the DOM's types: told by Chromium alone. */
interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

/** The browser's own offer is held back for the notice that gives the reason to take it. */
function watchInstalling(world: World): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault();
    world.notices.install = () => {
      world.notices.install = undefined;
      void (event as InstallPrompt).prompt();
    };
  });
  addEventListener('appinstalled', () => world.notices.putAway('persist'));
}

/** Asked once there is something to lose: browsers grant it more readily then. */
function watchStorage(world: World): void {
  let asked = false;
  $effect.root(() => {
    $effect(() => {
      if (asked || world.rooms.length === 0) return;
      asked = true;
      void keepStorage(world);
    });
  });
}

/** A recovery code is offered when there is something to lose, with the second room, where one can be made (ID-6). */
function watchRecovery(world: World): void {
  let offered = false;
  $effect.root(() => {
    $effect(() => {
      const { recovery, listed, notices } = world;
      const isHolder = world.devices.some(({ here, linked }) => here && !linked);
      // What stands in the list of notices is no reason to look at it again.
      untrack(() => {
        if (recovery) notices.putAway('recovery');
        else if (!offered && isHolder && recovery === null && listed.length > 1) {
          offered = true;
          notices.stand('recovery', words.recovery.notice);
        }
      });
    });
  });
}

async function keepStorage(world: World): Promise<void> {
  if (!isSecureContext || !('storage' in navigator)) return;
  if ((await navigator.storage.persisted()) || (await navigator.storage.persist())) return;
  world.notices.stand('persist', words.notice.persist);
}
