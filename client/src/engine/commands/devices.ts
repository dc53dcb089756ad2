/** A person’s devices: one more, one less, and all of them lost. */
import { GrapevineError } from '#shared/errors.ts';
import { identitySecret } from '../identitySecret.ts';
import { identitySeed } from '../keys.ts';
import { NOT_HERE } from '../recovery.ts';
import { type Commanded, OK, type Runners } from './runner.ts';
import { nameFrom } from './typedName.ts';

/** With its words and its key stretching; few people come here more than once. */
const recovering = () => import('../recovering.ts');

export const deviceCommands = {
  'recovery.draw': async (engine) => {
    if (!(await identitySeed(engine.parts.store))) throw new GrapevineError('no-identity', NOT_HERE);
    return { ok: true, words: (await recovering()).drawCode(engine.parts.random) };
  },
  'recovery.keep': async (engine, { words, passphrase }) => {
    const { keptOf } = await recovering();
    await engine.selfRoom.ensure();
    await engine.recovery.keep(await keptOf(words, passphrase, engine.parts.clock.now()));
    return OK;
  },
  'recovery.file': async (engine) => ({ ok: true, file: await engine.recovery.file() }),
  'recovery.restore': async (engine, command, mark) => {
    refuseWhoIsHere(engine);
    const { openRecovery, restoredDevice } = await recovering();
    const { opened, code } = await openRecovery(engine.parts.http, command);
    const { random, clock } = engine.parts;
    await engine.become([...restoredDevice(opened, code, random, clock.now()), ...mark()]);
    return OK;
  },
  'link.offer': async (engine, { code }) => ({
    ok: true,
    link: await engine.links.offer(await identitySecret(engine, code)),
  }),
  'link.answer': (engine, { matches }) => {
    engine.links.answer(matches);
    return Promise.resolve(OK);
  },
  'link.take': async (engine, { code }) => {
    refuseWhoIsHere(engine);
    await engine.links.take(code);
    return OK;
  },
  'link.stop': (engine) => {
    engine.links.stop();
    return Promise.resolve(OK);
  },
  'device.rename': async (engine, { device, name }, mark) => {
    await engine.devices.rename(device, nameFrom(name), mark());
    return OK;
  },
  'device.revoke': async (engine, { device, code }, mark) => {
    const { seed } = await identitySecret(engine, code);
    await engine.revocations.ask(device, seed, mark());
    engine.devices.look();
    return OK;
  },
} satisfies Partial<Runners>;

/** A device is one person's: another identity does not take its place. */
function refuseWhoIsHere(engine: Commanded): void {
  if (engine.self || engine.rooms.size > 0)
    throw new GrapevineError(
      'not-empty',
      'This browser is somebody’s already. Open Grapevine in another browser profile to come in there.',
    );
}
