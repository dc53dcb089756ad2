/** Links that let people in (CHA-8). Their secrets stay in this device's vault and in the links themselves. */
import { inviteLink, SECRET_BYTES } from '#shared/charter/inviteLink.ts';
import { inviteKeys, makeInvite } from '#shared/charter/invites.ts';
import { outranks, type Rank } from '#shared/charter/rank.ts';
import { rankOf, type CharterState } from '#shared/charter/state.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { IdentityId, InviteId } from '#shared/ids.ts';
import type { Random } from '#shared/ports/random.ts';
import { renewSettings } from './founding.ts';
import type { Host } from './host.ts';
import { vaultKey } from './ownLinks.ts';
import type { Command } from './messages/command.ts';
import type { Room } from './room.ts';
import { closePast, ensureEpoch, grant } from './roomKeys.ts';
import { settingsOf } from './roomBooks.ts';

export async function createInvite(engine: Host, command: Extract<Command, { do: 'invite.create' }>): Promise<string> {
  const { clock, random, origin } = engine.parts;
  const room = engine.room(command.room);
  await room.open();
  const secret = random.bytes(SECRET_BYTES);
  const { invite } = inviteKeys(secret);
  const me = (await engine.needKeys()).identity;
  const { days, uses } = command;
  const { kind } = room.charter.charter.state();
  const open = command.open || kind === 'public';
  const inviter = engine.self?.name ?? '';
  // A conversation of two is called after whom one meets in it.
  const preview = { room: kind === 'direct' ? inviter : (settingsOf(room)?.name ?? ''), inviter };
  await room.turn(async () => {
    const role = roleFor(room.charter.charter.state(), me);
    const terms = { secret, preview, deps: [], now: clock.now(), days, uses, open, role };
    const { t, deps: _deps, ...op } = makeInvite(terms, random);
    // A link that lets people in at once reads from its making on.
    if (open) await closePast(room.charter, invite, random);
    const kept = { table: 'vault', key: vaultKey(room.id, invite), value: secret } as const;
    const entry = await room.charter.write({ t, ...op }, undefined, [kept]);
    const fault = room.charter.charter.faultOf(entry.id);
    if (fault) throw new GrapevineError(fault.code, REFUSED[fault.code] ?? REFUSED.outranked);
    if (open) await grant(room.charter, random);
    await renewSettings(room, random);
  });
  // Whoever comes in meets this person by name, though they have said nothing yet.
  await room.show();
  if (!room.timeline.fold.profiles().has(me)) await room.introduce();
  engine.changed(room);
  return inviteLink(origin, room.id, secret);
}

const REFUSED: { readonly outranked: string } & Readonly<Record<string, string>> = {
  outranked: 'You may not invite people to this room. An admin can.',
  asked: 'In this room somebody says yes to each newcomer, so no link lets people in at once.',
};

/** Of two, one owns the room: the other is as much as there can be beside them. Nobody brings in their equal (CHA-2): whom a member invites reads, until somebody makes them more. */
const roleFor = (state: CharterState, me: IdentityId): Rank =>
  state.kind === 'direct' ? 'admin' : outranks(rankOf(state, me), 'member') ? 'member' : 'reader';

export async function revokeInvite(room: Room, invite: InviteId, random: Random): Promise<void> {
  await room.open();
  await room.turn(async () => {
    await room.charter.write({ t: 'invite.revoke', invite });
    // An open link could read: what is written from now on is sealed to people alone (EPO-3).
    await ensureEpoch(room.charter, random);
  });
}
