/** Composition root of the window: the view store is read and painted first, the engine comes up beside it. */
import { mount } from 'svelte';
import type { ViewReader } from './engine/messages/port.ts';
import { connectEngine } from './adapters/connectEngine.ts';
import { trustedScript } from './adapters/trustedScript.ts';
import { openViewReader } from './adapters/viewReader.ts';
import App from './app/App.svelte';
import './app/tokens.css';
import './app/base.css';
import { roomHash } from './app/route.ts';
import { watchStanding } from './app/standing.svelte.ts';
import { watchAround } from './app/surroundings.svelte.ts';
import Trouble from './app/Trouble.svelte';
import { words } from './app/words.ts';
import { Commands } from './input/commands.ts';
import { Frame, lastRoom } from './view/frame.svelte.ts';
import { World } from './view/world.svelte.ts';
import type { LoadAccounts } from './view/account.svelte.ts';
import type { LoadSelfTest } from './view/selfTest.svelte.ts';

/** Fetched when first needed: nothing that is painted first waits for an account. */
const accounts: LoadAccounts = async () => (await import('./adapters/relayAccounts.ts')).relayAccounts;

const selfTest: LoadSelfTest = async () =>
  (await import('./adapters/browserSelfTest.ts')).browserSelfTest(location.origin);

async function open(target: HTMLElement, reader: ViewReader): Promise<void> {
  const world = new World(reader);
  await world.boot();
  // Heard before the page is read, so that no news falls between the two.
  const engine = connectEngine();
  engine.listen((notice) => world.heard(notice));
  const commands = new Commands(engine, world.toasts);
  const frame = new Frame();
  frame.start();
  // On a wide screen the app opens where the person was.
  const last = world.listed.find((room) => room.room === lastRoom()) ?? world.listed[0];
  if (frame.route.at === 'list' && frame.width !== 'phone' && last !== undefined) location.replace(roomHash(last.room));
  frame.follow();
  if (frame.route.at === 'room') await world.show(frame.route.room);
  mount(App, { target, props: { world, frame, commands, accounts, selfTest } });
  watchAround(world, commands, trustedScript);
  watchStanding(world, accounts);
}

const target = document.getElementById('app');
if (target !== null)
  openViewReader()
    .then((reader) => open(target, reader))
    .catch((trouble: unknown) => {
      mount(Trouble, { target, props: { say: trouble instanceof Error ? trouble.message : words.trouble.unknown } });
    });
