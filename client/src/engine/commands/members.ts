/** What those who run a room decide about who is in it: loaded when they do. */
import { letCount } from '../leftOut.ts';
import { changeRole, handOver } from '../ranks.ts';
import { OK, type Runners } from './runner.ts';

const inviting = () => import('../inviting.ts');
const removing = () => import('../removing.ts');

export const memberCommands = {
  'invite.create': async (engine, command) => {
    const { createInvite } = await inviting();
    return { ok: true, link: await createInvite(engine, command) };
  },
  'invite.revoke': async (engine, { room, invite }) => {
    const { revokeInvite } = await inviting();
    await revokeInvite(engine.room(room), invite, engine.parts.random);
    return OK;
  },
  'member.remove': async (engine, { room, identity, reason, since }, mark) => {
    const removal = { ...(reason ? { reason } : {}), ...(since === undefined ? {} : { since }) };
    const { removeMember } = await removing();
    await removeMember(engine.room(room), identity, removal, engine.parts.random, mark());
    return OK;
  },
  'member.role': async (engine, { room, identity, role }, mark) => {
    await changeRole(engine.room(room), identity, role, mark());
    return OK;
  },
  'cut.extend': async (engine, { room, identity }, mark) => {
    const { identity: me } = await engine.needKeys();
    await letCount(engine.room(room), me, identity, mark());
    return OK;
  },
  'member.handover': async (engine, { room, identity }, mark) => {
    const { identity: me } = await engine.needKeys();
    await handOver(engine.room(room), me, identity, mark());
    return OK;
  },
  'ask.admit': async (engine, { room, request }) => {
    await engine.admissions.admit(room, request);
    return OK;
  },
  'ask.decline': (engine, { room, request }) => {
    engine.admissions.decline(room, request);
    return Promise.resolve(OK);
  },
  'ask.undo': (engine, { room, request }) => {
    engine.admissions.undo(room, request);
    return Promise.resolve(OK);
  },
} satisfies Partial<Runners>;
