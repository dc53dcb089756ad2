/** Conversations of two, and who somebody is. */
import { OK, type Runners } from './runner.ts';
import { nameFrom } from './typedName.ts';

export const peopleCommands = {
  'direct.begin': (engine, { room, identity }) => engine.calls.begin(engine.room(room), identity),
  'direct.invite': async (engine, { identity, name }) => {
    const common = await engine.finding.commonWith(identity);
    if (common) return engine.calls.begin(engine.room(common.room), identity);
    return engine.calls.beginBy(identity, nameFrom(name));
  },
  'person.find': async (engine, { username }) => {
    const found = await engine.finding.find(username);
    engine.selfRoom.soon();
    return { ok: true, found };
  },
  'call.away': async (engine, { room }) => {
    await engine.calls.putAway(room);
    return OK;
  },
  'contact.safety': async (engine, { identity }) => {
    const { identity: me } = await engine.needKeys();
    // With its list of words it is fetched when somebody first compares.
    const { safetyOf } = await import('#shared/crypto/safety.ts');
    return { ok: true, safety: safetyOf(me, identity) };
  },
  'contact.verify': async (engine, { identity, verified }, mark) => {
    await engine.contacts.verify(identity, verified, engine.parts.clock.now(), mark());
    return OK;
  },
  'contact.meet': async (engine, { account, identity }, mark) => {
    await engine.contacts.meet(account, identity, mark());
    return OK;
  },
  'contact.told': async (engine, { identity }, mark) => {
    await engine.contacts.told(identity, mark());
    return OK;
  },
} satisfies Partial<Runners>;
