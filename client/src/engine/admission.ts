/**
 * CHA-8: a device that may admit lets people in at once, unasked: it carries their join and hands them the room's key. In a
 * room that asks, a person says yes first.
 */
import { joinRequestId, makeJoin, readJoinRequest, type JoinRequest } from '#shared/charter/joinRequest.ts';
import { actingIdentity, isSpent, mayAdmit, type CharterState } from '#shared/charter/state.ts';
import type { Answer } from '#shared/wire/frames.ts';
import { renewSettings } from './founding.ts';
import type { Keys } from './keys.ts';
import type { Parts } from './parts.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Room } from './room.ts';
import { closePast, grant } from './roomKeys.ts';

/** What becomes of a request here: an answer, a person to be asked, or nothing, for another has to see to it. */
export type Verdict = Answer['outcome'] | 'ask' | undefined;

/** Expiry is judged by this device's clock. `isWanted`: a person said yes. */
export async function admitAsker(
  room: Room,
  bytes: Uint8Array,
  keys: Keys,
  { clock, random }: Pick<Parts, 'clock' | 'random'>,
  isWanted: boolean,
): Promise<Verdict> {
  await room.open();
  return room.turn(async () => {
    const request = readJoinRequest(bytes);
    if (!request.ok || request.value.room !== room.id) return 'declined';
    const verdict = verdictOn(room.charter.charter.state(), request.value, keys, clock.now());
    if (verdict === 'ask' && !isWanted) return verdict;
    if (verdict === 'admitted' || verdict === 'ask') await letIn(room, request.value, random);
    return verdict && (verdict === 'ask' ? 'admitted' : verdict);
  });
}

export const answerTo = ({ id }: Room, bytes: Uint8Array, outcome: Answer['outcome']): Answer => ({
  type: 'answer',
  room: id,
  request: joinRequestId(bytes),
  outcome,
});

function verdictOn(state: CharterState, request: JoinRequest, { identity }: Keys, now: number): Verdict {
  const invite = state.invites.get(request.invite);
  if (!invite || !mayAdmit(state, identity, invite.role)) return undefined;
  if (actingIdentity(state, request.certificate.sign)) return 'admitted';
  if (invite.expires <= now) return 'expired';
  const asker = request.certificate.identity;
  if (invite.revoked || (isSpent(invite) && !invite.joined.has(asker))) return 'declined';
  // Another device of somebody who is in comes by the link they came by.
  return state.policies.links === 'asked' && !state.members.has(asker) ? 'ask' : 'admitted';
}

async function letIn(room: Room, request: JoinRequest, random: Random): Promise<void> {
  const isIn = actingIdentity(room.charter.charter.state(), request.certificate.sign) !== undefined;
  if (!isIn) {
    await closePast(room.charter, request.certificate.sign, random);
    await room.charter.write(makeJoin([], request));
  }
  await grant(room.charter, random);
  await renewSettings(room, random);
}
