/** What a person can do, as the engine's commands. A command that fails says so; nothing is dropped in silence. */
import { createContext } from 'svelte';
import type { DeviceId, EntryId, IdentityId, InviteId, RoomId } from '#shared/ids.ts';
import { words } from '../app/words.ts';
import type { Answer } from '../engine/messages/answer.ts';
import type { Command, RecoveryCode } from '../engine/messages/command.ts';
import type { Rank } from '../engine/messages/members.ts';
import type { Hides } from '../engine/messages/people.ts';
import type { Engine } from '../engine/messages/port.ts';
import type { Draft, Rules } from '../engine/messages/rooms.ts';
import type { Order } from '../engine/messages/rows.ts';
import { Attending } from './attending.ts';
import type { Toasts } from '../view/toasts.svelte.ts';

export class Commands {
  readonly #engine: Engine;
  readonly #toasts: Toasts;

  constructor(engine: Engine, toasts: Toasts) {
    this.#engine = engine;
    this.#toasts = toasts;
  }

  start = (name: string): Promise<Answer> => this.#do({ do: 'start', name });
  rename = (name: string): Promise<Answer> => this.#do({ do: 'rename', name });
  createRoom = (name: string, kind?: 'public'): Promise<Answer> =>
    this.#do({ do: 'room.create', name, ...(kind && { kind }) });
  beginDirect = (room: RoomId, identity: IdentityId): Promise<Answer> =>
    this.#do({ do: 'direct.begin', room, identity });
  inviteDirect = (identity: IdentityId, name: string): Promise<Answer> =>
    this.#do({ do: 'direct.invite', identity, name });
  /** What is wrong is said where the name was typed. */
  find = (username: string): Promise<Answer> => this.#engine.send({ do: 'person.find', username });
  putCallAway = (room: RoomId): Promise<Answer> => this.#do({ do: 'call.away', room });
  leaveRoom = (room: RoomId): Promise<Answer> => this.#do({ do: 'room.leave', room });
  showRoom = (room: RoomId): Promise<Answer> => this.#do({ do: 'room.show', room });
  hideRoom = (room: RoomId): Promise<Answer> => this.#do({ do: 'room.hide', room });
  send = (room: RoomId, text: string, reply?: EntryId): Promise<Answer> =>
    this.#do({ do: 'send', room, text, ...(reply && { reply }) });
  edit = (room: RoomId, target: EntryId, text: string): Promise<Answer> => this.#do({ do: 'edit', room, target, text });
  delete = (room: RoomId, target: EntryId): Promise<Answer> => this.#do({ do: 'delete', room, target });
  undoDelete = (room: RoomId, target: EntryId): Promise<Answer> => this.#do({ do: 'delete.undo', room, target });
  react = (room: RoomId, target: EntryId, emoji: string, on: boolean): Promise<Answer> =>
    this.#do({ do: 'react', room, target, emoji, on });
  read = (room: RoomId, upTo: Order): Promise<Answer> => this.#do({ do: 'read', room, upTo });
  draft = (room: RoomId, draft: Draft): Promise<Answer> => this.#do({ do: 'draft', room, draft });
  readonly attending = new Attending((room, attention) => void this.#engine.send({ do: 'attend', room, attention }));
  hide = (hides: Hides): Promise<Answer> => this.#do({ do: 'me.hides', hides });
  renameRoom = (room: RoomId, name: string, topic: string): Promise<Answer> =>
    this.#do({ do: 'room.rename', room, name, topic });
  changeRules = (room: RoomId, rules: Partial<Rules>): Promise<Answer> => this.#do({ do: 'room.rules', room, rules });
  createInvite = (room: RoomId, uses: number | 'any', days: number, open: boolean): Promise<Answer> =>
    this.#do({ do: 'invite.create', room, uses, days, open });
  revokeInvite = (room: RoomId, invite: InviteId): Promise<Answer> => this.#do({ do: 'invite.revoke', room, invite });
  removeMember = (room: RoomId, identity: IdentityId, reason: string, since?: number): Promise<Answer> =>
    this.#do({
      do: 'member.remove',
      room,
      identity,
      ...(reason && { reason }),
      ...(since === undefined ? {} : { since }),
    });
  changeRole = (room: RoomId, identity: IdentityId, role: Rank): Promise<Answer> =>
    this.#do({ do: 'member.role', room, identity, role });
  letCount = (room: RoomId, identity: IdentityId): Promise<Answer> => this.#do({ do: 'cut.extend', room, identity });
  handOver = (room: RoomId, identity: IdentityId): Promise<Answer> =>
    this.#do({ do: 'member.handover', room, identity });
  admit = (room: RoomId, request: string): Promise<Answer> => this.#do({ do: 'ask.admit', room, request });
  decline = (room: RoomId, request: string): Promise<Answer> => this.#do({ do: 'ask.decline', room, request });
  undoDecline = (room: RoomId, request: string): Promise<Answer> => this.#do({ do: 'ask.undo', room, request });
  look = (link: string): Promise<Answer> => this.#do({ do: 'join.look', link });
  join = (link: string, name: string): Promise<Answer> => this.#do({ do: 'join.ask', link, name });
  cancelJoin = (link: string): Promise<Answer> => this.#do({ do: 'join.cancel', link });
  safety = (identity: IdentityId): Promise<Answer> => this.#do({ do: 'contact.safety', identity });
  verify = (identity: IdentityId, verified: boolean): Promise<Answer> =>
    this.#do({ do: 'contact.verify', identity, verified });
  toldOfKeys = (identity: IdentityId): Promise<Answer> => this.#do({ do: 'contact.told', identity });
  offerLink = (): Promise<Answer> => this.#do({ do: 'link.offer' });
  /** What is wrong with a code is said where it was typed. */
  offerLinkBy = (code: RecoveryCode): Promise<Answer> => this.#engine.send({ do: 'link.offer', code });
  answerLink = (matches: boolean): Promise<Answer> => this.#do({ do: 'link.answer', matches });
  /** What is wrong is said where the code was given. */
  takeLink = (code: string): Promise<Answer> => this.#engine.send({ do: 'link.take', code });
  stopLink = (): Promise<Answer> => this.#do({ do: 'link.stop' });
  showPairing = (): Promise<Answer> => this.#do({ do: 'pair.show' });
  takePairing = (code: string): Promise<Answer> => this.#do({ do: 'pair.take', code });
  bringPaired = (room: RoomId): Promise<Answer> => this.#do({ do: 'pair.bring', room });
  stopPairing = (): Promise<Answer> => this.#do({ do: 'pair.stop' });
  revokeDevice = (device: DeviceId): Promise<Answer> => this.#do({ do: 'device.revoke', device });
  revokeDeviceBy = (device: DeviceId, code: RecoveryCode): Promise<Answer> =>
    this.#engine.send({ do: 'device.revoke', device, code });
  renameDevice = (device: DeviceId, name: string): Promise<Answer> => this.#do({ do: 'device.rename', device, name });
  drawRecovery = (): Promise<Answer> => this.#do({ do: 'recovery.draw' });
  keepRecovery = (words: string, passphrase: string): Promise<Answer> =>
    this.#do({ do: 'recovery.keep', words, passphrase });
  recoveryFile = (): Promise<Answer> => this.#do({ do: 'recovery.file' });
  /** What is wrong is said where the words were typed. */
  recover = (code: RecoveryCode): Promise<Answer> => this.#engine.send({ do: 'recovery.restore', ...code });
  network = (online: boolean): Promise<Answer> => this.#do({ do: 'network', online });
  bindAccount = (username: string): Promise<Answer> => this.#do({ do: 'account.bind', username });
  whoseAccount = (username: string, binding: string, own: boolean): Promise<Answer> =>
    this.#do({ do: 'account.whose', username, binding, own });
  tryRelay = (): Promise<Answer> => this.#do({ do: 'relay.try' });

  /** Held likewise. */
  async forgetWithUndo(room: RoomId, name: string): Promise<Answer> {
    const answer = await this.#do({ do: 'room.forget', room });
    const undo = (): void => void this.#do({ do: 'room.keep', room });
    if (answer.ok) this.#toasts.say(words.forget.done(name), { label: words.act.undo, run: undo });
    return answer;
  }

  /** The engine holds a delete for as long as the way back is offered. */
  async deleteWithUndo(room: RoomId, target: EntryId): Promise<void> {
    const answer = await this.delete(room, target);
    if (answer.ok)
      this.#toasts.say(words.act.deleted, { label: words.act.undo, run: () => void this.undoDelete(room, target) });
  }

  async #do(command: Command): Promise<Answer> {
    const answer = await this.#engine.send(command);
    if (!answer.ok) this.#toasts.stay(answer.say);
    return answer;
  }
}

export const [commandsHere, setCommands] = createContext<Commands>();
