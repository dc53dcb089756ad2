/** CHA-8: a device that may admit lets people in at once, unasked: it carries their join and hands them the room's key. */
import { joinRequestId, makeJoin, readJoinRequest, type JoinRequest } from '#shared/charter/joinRequest.ts';
import { actingIdentity, isSpent, mayAdmit } from '#shared/charter/state.ts';
import type { Answer } from '#shared/wire/frames.ts';
import type { Keys } from './keys.ts';
import type { Parts } from './parts.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Room } from './room.ts';
import { closePast, grant } from './roomKeys.ts';

/** The answer to give, or undefined when another has to see to it. Expiry is judged by this device's clock. */
export async function admitAsker(
  room: Room,
  bytes: Uint8Array,
  keys: Keys,
  { clock, random }: Pick<Parts, 'clock' | 'random'>,
): Promise<Answer | undefined> {
  await room.open();
  return room.turn(async () => {
    const request = readJoinRequest(bytes);
    const answer = (outcome: Answer['outcome']): Answer => ({
      type: 'answer',
      room: room.id,
      request: joinRequestId(bytes),
      outcome,
    });
    if (!request.ok || request.value.room !== room.id) return answer('declined');
    const verdict = verdictOn(room, request.value, keys, clock.now());
    if (verdict === 'admitted') await letIn(room, request.value, random);
    return verdict && answer(verdict);
  });
}

function verdictOn(room: Room, request: JoinRequest, { identity }: Keys, now: number): Answer['outcome'] | undefined {
  const state = room.charter.charter.state();
  const invite = state.invites.get(request.invite);
  if (!invite || !mayAdmit(state, identity, invite.role)) return undefined;
  if (actingIdentity(state, request.certificate.sign)) return 'admitted';
  if (invite.expires <= now) return 'expired';
  return invite.revoked || (isSpent(invite) && !invite.joined.has(request.certificate.identity))
    ? 'declined'
    : 'admitted';
}

async function letIn(room: Room, request: JoinRequest, random: Random): Promise<void> {
  const isIn = actingIdentity(room.charter.charter.state(), request.certificate.sign) !== undefined;
  if (!isIn) {
    await closePast(room.charter, request.certificate.sign, random);
    await room.charter.write(makeJoin([], request));
  }
  await grant(room.charter, random);
}
