/** What each command does. Exhaustive: a command without a line here does not compile. */
import { rankOf } from '#shared/charter/state.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { RoomId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import { TEXT_BYTES } from '#shared/timeline/ops/fields.ts';
import type { Admissions } from './admissions.ts';
import type { Calls } from './calls.ts';
import type { Attendance } from './attendance.ts';
import type { ContactBook } from './contacts.ts';
import type { MarkDone } from './doneCommands.ts';
import type { Devices } from './devices.ts';
import { keepDraft } from './drafts.ts';
import type { Finding } from './finding.ts';
import type { HeldDeletes } from './heldDeletes.ts';
import type { Host } from './host.ts';
import { identitySecret } from './identitySecret.ts';
import type { Joins } from './joins.ts';
import { identitySeed } from './keys.ts';
import type { Leaves } from './leaves.ts';
import { letCount } from './leftOut.ts';
import type { Links } from './links.ts';
import { createInvite, revokeInvite } from './inviting.ts';
import type { Answer, Command } from './messages.ts';
import { createRoom, renameRoom } from './founding.ts';
import { NOT_HERE, type Recovery } from './recovery.ts';
import { MAX_NAME } from './plainName.ts';
import type { Pairing } from './pairing.ts';
import type { Peers } from './peers.ts';
import { changeRole, handOver } from './ranks.ts';
import { removeMember } from './removing.ts';
import type { Revocations } from './revocations.ts';
import type { Room } from './room.ts';
import { changeRules } from './ruling.ts';
import type { SelfRoom } from './selfRoom.ts';

/** The engine as commands see it. */
export interface Commanded extends Host {
  readonly leaves: Leaves;
  readonly held: HeldDeletes;
  readonly admissions: Admissions;
  readonly peers: Peers;
  readonly joins: Joins;
  readonly contacts: ContactBook;
  readonly recovery: Recovery;
  readonly links: Links;
  readonly attendance: Attendance;
  readonly calls: Calls;
  readonly pairing: Pairing;
  readonly finding: Finding;
  readonly devices: Devices;
  readonly revocations: Revocations;
  readonly selfRoom: SelfRoom;
  /** Writes what makes this device somebody's, and takes it up. */
  become(changes: readonly Change[]): Promise<void>;
}

type Kind = Command['do'];
type Runner<K extends Kind> = (
  engine: Commanded,
  command: Extract<Command, { do: K }>,
  mark: MarkDone,
) => Promise<Answer>;

/** With its words and its key stretching; few people come here more than once. */
const recovering = () => import('./recovering.ts');
const accountNames = () => import('./accountNames.ts');

const OK: Answer = { ok: true };

const RUNNERS: { readonly [K in Kind]: Runner<K> } = {
  start: async (engine, { name }) => {
    await engine.introduce(nameFrom(name));
    return OK;
  },
  rename: async (engine, { name }) => {
    await engine.introduce(nameFrom(name));
    for (const room of engine.rooms.values()) if (room.isOpen && hasKey(room)) await room.introduce();
    return OK;
  },
  'room.create': async (engine, { name, kind }, mark) => {
    const made = { kind: kind ?? ('group' as const) };
    return { ok: true, room: await createRoom(engine, nameFrom(name), (room) => mark({ ok: true, room }), made) };
  },
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
  'room.rename': async (engine, { room, name, topic }) => {
    await renameRoom(engine.room(room), nameFrom(name), topic, engine.parts.random);
    return OK;
  },
  'room.rules': async (engine, { room, rules }, mark) => {
    await changeRules(engine.room(room), rules, engine.parts.random, mark());
    return OK;
  },
  'room.leave': leaveRoom,
  'room.show': async (engine, { room }) => {
    engine.open.show(room);
    engine.finding.lookAgain(room).catch((error: unknown) => engine.trouble(error));
    await engine.room(room).show();
    await engine.closeSurplus();
    engine.changed(engine.room(room));
    return OK;
  },
  'room.hide': async (engine, { room }) => {
    engine.open.hide(room);
    engine.attendance.leave(room);
    await engine.closeSurplus();
    return OK;
  },
  send: async (engine, { room, text, reply, expires }, mark) => {
    const ending = expires === undefined ? {} : { expires };
    const op = { t: 'message', text: textFrom(text), ...(reply ? { reply } : {}), ...ending } as const;
    const entry = await roomToWriteIn(engine, room).write(op, (made) => mark({ ok: true, entry: made }));
    await keepDraft(engine.view, room, { text: '' });
    return { ok: true, entry };
  },
  edit: async (engine, { room, target, text }, mark) => {
    await engine.room(room).openAround(target);
    const op = { t: 'edit', target, text: textFrom(text) } as const;
    return { ok: true, entry: await roomToWriteIn(engine, room).write(op, (made) => mark({ ok: true, entry: made })) };
  },
  delete: async (engine, { room, target }) => {
    await engine.room(room).openAround(target);
    await engine.room(room).turn(() => engine.held.hold(roomToWriteIn(engine, room).id, target));
    engine.room(room).view.touch(target);
    return OK;
  },
  'delete.undo': async (engine, { room, target }) => {
    if (!(await engine.held.undo(target)))
      return { ok: false, code: 'too-late', say: 'This message is deleted already.' };
    engine.room(room).view.touch(target);
    return OK;
  },
  react: async (engine, { room, target, emoji, on }, mark) => {
    await engine.room(room).openAround(target);
    await roomToWriteIn(engine, room).write({ t: 'react', target, emoji, on }, () => mark());
    return OK;
  },
  draft: async (engine, { room, draft }) => {
    await keepDraft(engine.view, room, draft);
    return OK;
  },
  attend: (engine, { room, attention }) => {
    const known = engine.rooms.get(room);
    if (known?.isOpen === true) engine.attendance.attend(known, attention);
    return Promise.resolve(OK);
  },
  'me.hides': async (engine, { hides }) => {
    await engine.hide(hides);
    return OK;
  },
  read: async (engine, { room, upTo }) => {
    if (engine.room(room).view.read(upTo)) engine.changed(engine.room(room));
    return Promise.resolve(OK);
  },
  'invite.create': async (engine, command) => ({ ok: true, link: await createInvite(engine, command) }),
  'invite.revoke': async (engine, { room, invite }) => {
    await revokeInvite(engine.room(room), invite, engine.parts.random);
    return OK;
  },
  'member.remove': async (engine, { room, identity, reason, since }, mark) => {
    const removal = { ...(reason ? { reason } : {}), ...(since === undefined ? {} : { since }) };
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
  'join.look': async (engine, { link }) => engine.joins.look(link),
  'join.ask': async (engine, { link, name }) => engine.joins.ask(link, nameFrom(name)),
  'join.cancel': async (engine, { link }) => engine.joins.cancel(link),
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
  'pair.show': async (engine) => {
    await engine.pairing.show();
    return OK;
  },
  'pair.take': async (engine, { code }) => {
    await engine.pairing.take(code);
    return OK;
  },
  'pair.bring': async (engine, { room }) => {
    await engine.pairing.bring(room);
    return OK;
  },
  'pair.stop': (engine) => {
    engine.pairing.stop();
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
  network: (engine, { online }) => {
    engine.connection.network(online);
    engine.peers.network(online);
    if (online) engine.relay.retry();
    else engine.relay.drop();
    return Promise.resolve(OK);
  },
  'relay.try': (engine) => {
    engine.connection.dialling();
    engine.relay.retry();
    return Promise.resolve(OK);
  },
};

/** Commands that change what this person's devices keep for each other. */
const OWN: ReadonlySet<Kind> = new Set([
  'rename',
  'me.hides',
  'send',
  'draft',
  'read',
  'contact.verify',
  'contact.meet',
  'contact.told',
]);

export async function run(engine: Commanded, command: Command, mark: MarkDone): Promise<Answer> {
  const answer = await (RUNNERS[command.do] as Runner<Kind>)(engine, command, mark);
  if (OWN.has(command.do)) engine.selfRoom.soon();
  return answer;
}

/** A device is one person's: another identity does not take its place. */
function refuseWhoIsHere(engine: Commanded): void {
  if (engine.self || engine.rooms.size > 0)
    throw new GrapevineError(
      'not-empty',
      'This browser is somebody’s already. Open Grapevine in another browser profile to come in there.',
    );
}

/** Whoever is on the way out says nothing more. */
function roomToWriteIn(engine: Commanded, id: RoomId): Room {
  const room = engine.room(id);
  // ID-4: nothing goes to a person whose keys are in doubt until this one decided.
  if (engine.finding.changed(id))
    throw new GrapevineError(
      'keys-changed',
      'Other keys answer for this person now. Compare words, or choose to go on, first.',
    );
  if (room.isLeaving) throw new GrapevineError('not-member', 'You have left this room.');
  return room;
}

/** A name as a person typed it; refused with what to do instead. */
function nameFrom(text: string): string {
  const name = text.trim().replace(/\s+/g, ' ');
  if (name === '') throw new GrapevineError('no-name', 'Type a name first.');
  if (name.length > MAX_NAME)
    throw new GrapevineError('long-name', `A name has at most ${MAX_NAME} characters. Shorten it.`);
  return name;
}

function textFrom(text: string): string {
  if (text.trim() === '') throw new GrapevineError('no-text', 'Write something first.');
  if (new TextEncoder().encode(text).length > TEXT_BYTES)
    throw new GrapevineError('long-text', 'A message has at most 16 KB. Send it in two parts.');
  return text;
}

const hasKey = (room: Room): boolean => room.charter.keyring.usable(room.charter.charter) !== undefined;

/** A conversation of two is anybody's to leave: whoever has the room hands it to the other first. */
async function letGo(engine: Commanded, room: Room): Promise<void> {
  const { identity: me } = await engine.needKeys();
  const state = room.charter.charter.state();
  const other = [...state.members.keys()].find((identity) => identity !== me);
  if (state.kind === 'direct' && other && rankOf(state, me) === 'owner') await handOver(room, me, other, []);
}

/** The op goes out with the next contact; the room stays readable here until the person removes it. */
async function leaveRoom(engine: Commanded, { room: id }: { readonly room: RoomId }): Promise<Answer> {
  const room = engine.room(id);
  await room.open();
  await letGo(engine, room);
  await engine.leaves.ask(room);
  engine.changed(room);
  return OK;
}
