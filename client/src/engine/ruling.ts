/** The rules a room has settled for itself, changed by whoever may (CHA-6). */
import type { PolicyChange } from '#shared/charter/policies.ts';
import type { CharterState } from '#shared/charter/state.ts';
import type { InviteId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { Random } from '#shared/ports/random.ts';
import { mustStand } from './mustStand.ts';
import type { Room } from './room.ts';
import { ensureEpoch } from './roomKeys.ts';

/** Links that let people in alone end with the rule that lets them: else who has one would go on reading, and come in once it is taken back. */
export async function changeRules(
  room: Room,
  rules: PolicyChange,
  random: Random,
  also: readonly Change[],
): Promise<void> {
  await room.open();
  await room.turn(async () => {
    const ended = rules.links === 'asked' ? openLinks(room.charter.charter.state()) : [];
    const ends = ended.map((invite) => ({ t: 'invite.revoke', invite }) as const);
    const entry = await room.charter.writeAll({ t: 'settings', policies: rules }, () => ends, undefined, also);
    mustStand(room, entry, 'You may not change the rules of this room. An admin can.');
    // An ended link could read: what is written from now on is sealed to people alone (EPO-3).
    if (ended.length > 0) await ensureEpoch(room.charter, random);
  });
}

const openLinks = (state: CharterState): InviteId[] =>
  [...state.invites].filter(([, { open, revoked }]) => open && !revoked).map(([invite]) => invite);
