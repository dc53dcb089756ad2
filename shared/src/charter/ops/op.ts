/** The ops of a charter as they travel: deterministic CBOR maps with `t` and `deps`. */
import * as v from 'valibot';
import { bytesOf } from '#shared/bytes.ts';
import { decode, encode } from '#shared/cbor.ts';
import { depsField } from '#shared/charter/ops/fields.ts';
import { cutExtendSchema, packCutExtend } from '#shared/charter/ops/cutExtend.ts';
import { cutMoreSchema, packCutMore } from '#shared/charter/ops/cutMore.ts';
import { deviceAddSchema, packDeviceAdd } from '#shared/charter/ops/deviceAdd.ts';
import { deviceRevokeSchema, packDeviceRevoke } from '#shared/charter/ops/deviceRevoke.ts';
import { epochGrantSchema, packEpochGrant } from '#shared/charter/ops/epochGrant.ts';
import { epochRotateSchema, packEpochRotate } from '#shared/charter/ops/epochRotate.ts';
import { genesisSchema, packGenesis } from '#shared/charter/ops/genesis.ts';
import { inviteCreateSchema, packInviteCreate } from '#shared/charter/ops/inviteCreate.ts';
import { inviteRevokeSchema, packInviteRevoke } from '#shared/charter/ops/inviteRevoke.ts';
import { joinSchema, packJoin } from '#shared/charter/ops/join.ts';
import { memberAddSchema, packMemberAdd } from '#shared/charter/ops/memberAdd.ts';
import { memberHandoverSchema, packMemberHandover } from '#shared/charter/ops/memberHandover.ts';
import { memberLeaveSchema, packMemberLeave } from '#shared/charter/ops/memberLeave.ts';
import { memberNameSchema, packMemberName } from '#shared/charter/ops/memberName.ts';
import { memberRemoveSchema, packMemberRemove } from '#shared/charter/ops/memberRemove.ts';
import { memberRoleSchema, packMemberRole } from '#shared/charter/ops/memberRole.ts';
import { packSettings, settingsSchema } from '#shared/charter/ops/settings.ts';
import { fault, GrapevineError, ok, type Result } from '#shared/errors.ts';
import type { EntryId } from '#shared/ids.ts';

/** CHA-7. */
export const MAX_OP = 16 * 1024;

const schema = v.variant('t', [
  genesisSchema,
  memberAddSchema,
  memberRemoveSchema,
  memberRoleSchema,
  memberHandoverSchema,
  memberLeaveSchema,
  memberNameSchema,
  deviceAddSchema,
  deviceRevokeSchema,
  cutMoreSchema,
  cutExtendSchema,
  joinSchema,
  settingsSchema,
  inviteCreateSchema,
  inviteRevokeSchema,
  epochRotateSchema,
  epochGrantSchema,
]);
export type CharterOp = v.InferOutput<typeof schema>;

/** The op of a charter entry's payload. An op of a kind not known here faults: its entry stands in the DAG and does nothing. */
export function readOp(payload: Uint8Array): Result<CharterOp> {
  const known = opsRead.get(payload);
  if (known) return known;
  const op = parseOp(payload);
  opsRead.set(payload, op);
  return op;
}

const anyOp = v.object({ t: v.string(), deps: depsField });

/** The ancestors a payload names, also of a kind not known here; none when it names none in due form. */
export function readDeps(payload: Uint8Array): readonly EntryId[] {
  const op = readOp(payload);
  if (op.ok) return op.value.deps;
  const value = op.fault.code === 'bad-op' ? decode(payload) : op;
  const read = v.safeParse(anyOp, value.ok ? value.value : undefined);
  return read.success ? read.output.deps : [];
}

/** Guard, judge and charter ask about the same bytes, which nobody changes. */
const opsRead = new WeakMap<Uint8Array, Result<CharterOp>>();

function parseOp(payload: Uint8Array): Result<CharterOp> {
  if (payload.length > MAX_OP) return fault('large-op', `an op has at most ${MAX_OP} bytes`);
  const value = decode(payload);
  if (!value.ok) return value;
  const op = v.safeParse(schema, value.value, { abortEarly: true });
  return op.success ? ok(op.output) : fault('bad-op', op.issues[0].message);
}

export const opOf = (entry: { readonly payload: Uint8Array }): Result<CharterOp> => readOp(entry.payload);

function pack(op: CharterOp): object {
  switch (op.t) {
    case 'genesis':
      return packGenesis(op);
    case 'member.add':
      return packMemberAdd(op);
    case 'member.remove':
      return packMemberRemove(op);
    case 'member.role':
      return packMemberRole(op);
    case 'member.handover':
      return packMemberHandover(op);
    case 'device.add':
      return packDeviceAdd(op);
    case 'device.revoke':
      return packDeviceRevoke(op);
    case 'cut.more':
      return packCutMore(op);
    case 'cut.extend':
      return packCutExtend(op);
    case 'member.leave':
      return packMemberLeave(op);
    case 'member.name':
      return packMemberName(op);
    case 'join':
      return packJoin(op);
    case 'settings':
      return packSettings(op);
    case 'invite.create':
      return packInviteCreate(op);
    case 'invite.revoke':
      return packInviteRevoke(op);
    case 'epoch.rotate':
      return packEpochRotate(op);
    case 'epoch.grant':
      return packEpochGrant(op);
  }
}

/** The payload of an op. Deps may come in any order; throws when the op is larger than CHA-7 lets it be. */
export function encodeOp(op: CharterOp): Uint8Array {
  const said: readonly EntryId[] = op.deps;
  const deps = [...new Set(said)].sort().map(bytesOf);
  const payload = encode({ ...pack(op), deps });
  if (payload.length > MAX_OP) throw new GrapevineError('large-op', 'split the op: it is larger than 16 KiB');
  return payload;
}
