/** What every part of the ui reaches for: the world it shows and the commands it gives. */
import { createContext } from 'svelte';
import type { LoadAccounts } from './account.svelte.ts';
import type { LoadSelfTest } from './selfTest.svelte.ts';
import type { World } from './world.svelte.ts';

export const [worldHere, setWorld] = createContext<World>();
export const [accountsHere, setAccounts] = createContext<LoadAccounts>();
export const [selfTestHere, setSelfTest] = createContext<LoadSelfTest>();
