/** What binds a username on the relay to an identity (ID-4). */
import type { Runners } from './runner.ts';

const accountNames = () => import('../accountNames.ts');

export const accountCommands = {
  'account.bind': async (engine, { username }) => {
    const { bindName } = await accountNames();
    const { origin, clock } = engine.parts;
    return { ok: true, binding: bindName(await engine.needKeys(), origin, username, clock.now()) };
  },
  'account.whose': async (engine, { username, binding, own }, mark) => {
    const { whoseName } = await accountNames();
    const identity = whoseName(binding, engine.parts.origin, username);
    if (!own) await engine.contacts.meet(username, identity, mark());
    return { ok: true, identity };
  },
} satisfies Partial<Runners>;
