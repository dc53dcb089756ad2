/** What the window tells and is told by its surroundings: the network, the clock, storage, a newer app. */
import { watchForUpdate } from './update.ts';
import { words } from './words.ts';
import type { Commands } from '../input/commands.ts';
import type { World } from '../view/world.svelte.ts';

/** `script` makes an address one that the page's policy lets be loaded. */
export function watchAround(world: World, commands: Commands, script: (url: string) => string): void {
  const network = (): void => void commands.network(navigator.onLine);
  addEventListener('online', network);
  addEventListener('offline', network);
  if (!navigator.onLine) network();
  setInterval(() => world.tick(Date.now()), 60_000);
  if (!isSecureContext) world.notices.stand('insecure', words.notice.insecure);
  watchForUpdate(script('/sw.js'), (reload) =>
    world.toasts.stay(words.notice.update, { label: words.notice.updateNow, run: reload }),
  );
  watchInstalling(world);
  watchStorage(world);
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

async function keepStorage(world: World): Promise<void> {
  if (!isSecureContext || !('storage' in navigator)) return;
  if ((await navigator.storage.persisted()) || (await navigator.storage.persist())) return;
  world.notices.stand('persist', words.notice.persist);
}
