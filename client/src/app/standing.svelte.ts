/** Whose this browser is to the relay: a guest, made without asking, until there is an account. */
import { untrack } from 'svelte';
import { words } from './words.ts';
import type { RecoveryState } from '../engine/messages/devices.ts';
import type { LoadAccounts } from '../view/account.svelte.ts';
import type { World } from '../view/world.svelte.ts';

/** Once the relay has answered, whether it let the device in or not: nothing waits for a guest's cookie. */
export function watchStanding(world: World, load: LoadAccounts): void {
  let asking = false;
  $effect.root(() => {
    $effect(() => {
      const { state, trouble } = world.connection;
      if (asking || world.standing || (state !== 'up' && trouble === undefined)) return;
      asking = true;
      void beGuest(world, load).then(() => (asking = false));
    });
    $effect(() => {
      const { standing, recovery } = world;
      if (standing?.is !== 'account' || recovery?.saved === undefined) return;
      if (standing.account?.recovery?.id !== recovery.id) void keepInAccount(world, load, recovery);
    });
    $effect(() => {
      const { standing } = world;
      const needed = standing?.guests === false && standing.is !== 'account';
      untrack(() => {
        if (needed) world.notices.stand('sign-in', words.account.needed);
        else world.notices.over('sign-in');
      });
    });
  });
}

/** Where the sealed copy lies, for whoever signs in with an empty browser: what opens it is the code alone. */
async function keepInAccount(world: World, load: LoadAccounts, { id, version }: RecoveryState): Promise<void> {
  const heard = await (await load()).ask('recovery', { recovery: { id, version } });
  if (heard.ok && heard.standing) world.stands(heard.standing);
}

async function beGuest(world: World, load: LoadAccounts): Promise<void> {
  const heard = await (await load()).ask('guest', {});
  if (heard.ok && heard.standing) world.stands(heard.standing);
}
