/** Composition root of the window: the view store is read and painted first, the engine comes up beside it. */
import { mount } from 'svelte';
import { connectEngine } from './adapters/connectEngine.ts';
import { trustedScript } from './adapters/trustedScript.ts';
import { openViewReader } from './adapters/viewReader.ts';
import App from './app/App.svelte';
import './app/tokens.css';
import './app/base.css';
import { roomHash } from './app/route.ts';
import { watchAround } from './app/surroundings.svelte.ts';
import { Commands } from './input/commands.ts';
import { Frame } from './view/frame.svelte.ts';
import { World } from './view/world.svelte.ts';

const world = new World(await openViewReader());
await world.boot();
const engine = connectEngine();
engine.listen((notice) => world.heard(notice));
const commands = new Commands(engine, world.toasts);

const frame = new Frame();
frame.start();
// On a wide screen the app opens where the person was.
const last = world.listed.find((room) => room.room === localStorage.getItem('grapevine.room')) ?? world.listed[0];
if (frame.route.at === 'list' && frame.width !== 'phone' && last !== undefined) location.replace(roomHash(last.room));
frame.follow();
if (frame.route.at === 'room') await world.show(frame.route.room);

const target = document.getElementById('app');
if (target !== null) mount(App, { target, props: { world, frame, commands } });
watchAround(world, commands, trustedScript);
