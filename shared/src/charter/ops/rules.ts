import { cutExtend } from '#shared/charter/ops/cutExtend.ts';
import { cutMore } from '#shared/charter/ops/cutMore.ts';
import { deviceAdd } from '#shared/charter/ops/deviceAdd.ts';
import { deviceRevoke } from '#shared/charter/ops/deviceRevoke.ts';
import { memberRemove } from '#shared/charter/ops/memberRemove.ts';
import { memberRole } from '#shared/charter/ops/memberRole.ts';
import { memberHandover } from '#shared/charter/ops/memberHandover.ts';
import { epochGrant } from '#shared/charter/ops/epochGrant.ts';
import { epochRotate } from '#shared/charter/ops/epochRotate.ts';
import { genesis } from '#shared/charter/ops/genesis.ts';
import { inviteCreate } from '#shared/charter/ops/inviteCreate.ts';
import { inviteRevoke } from '#shared/charter/ops/inviteRevoke.ts';
import { join } from '#shared/charter/ops/join.ts';
import { memberAdd } from '#shared/charter/ops/memberAdd.ts';
import { memberLeave } from '#shared/charter/ops/memberLeave.ts';
import { memberName } from '#shared/charter/ops/memberName.ts';
import type { CharterOp } from '#shared/charter/ops/op.ts';
import type { Rule } from '#shared/charter/ops/rule.ts';
import { settings } from '#shared/charter/ops/settings.ts';

/** Every kind of op there is; a new kind that is missing here does not compile. */
const RULES: { readonly [Kind in CharterOp['t']]: Rule<Extract<CharterOp, { t: Kind }>> } = {
  genesis,
  'member.add': memberAdd,
  'cut.extend': cutExtend,
  'cut.more': cutMore,
  'device.add': deviceAdd,
  'device.revoke': deviceRevoke,
  'member.remove': memberRemove,
  'member.role': memberRole,
  'member.handover': memberHandover,
  'member.leave': memberLeave,
  'member.name': memberName,
  join,
  settings,
  'invite.create': inviteCreate,
  'invite.revoke': inviteRevoke,
  'epoch.rotate': epochRotate,
  'epoch.grant': epochGrant,
};

/** The rule of this very op's kind, to be asked about no other op. */
export const ruleOf = (op: CharterOp): Rule<CharterOp> => RULES[op.t];
