import * as v from 'valibot';
import { depsField } from '#shared/charter/ops/fields.ts';
import { type Rule, refusal } from '#shared/charter/ops/rule.ts';
import type { CharterState } from '#shared/charter/state.ts';

/** The author goes. A lowering (CHA-4): what their devices do at the same time does not count. */
export const memberLeaveSchema = v.strictObject({ t: v.literal('member.leave'), deps: depsField });
export type MemberLeave = v.InferOutput<typeof memberLeaveSchema>;

export const packMemberLeave = (op: MemberLeave) => op;

export const memberLeave: Rule<MemberLeave> = {
  check(_op, { rank }) {
    if (rank === undefined) return refusal('not-member', 'is not in the room');
    return rank === 'owner' ? refusal('owner-stays', 'the owner hands the room over before leaving') : undefined;
  },
  effect(state, _op, { id, author }) {
    const departures = [...(state.departures.get(author) ?? []), id];
    return {
      ...state,
      members: state.members.without(author),
      departures: state.departures.with(author, departures),
      devices: (state.devicesOf.get(author) ?? []).reduce(quieten, state.devices),
    };
  },
};

function quieten(devices: CharterState['devices'], device: Parameters<typeof devices.get>[0]): CharterState['devices'] {
  const known = devices.get(device);
  return known ? devices.with(device, { ...known, live: false }) : devices;
}
