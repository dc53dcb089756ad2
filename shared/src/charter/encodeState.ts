import { bytesOf } from '#shared/bytes.ts';
import { encode } from '#shared/cbor.ts';
import type { CharterState, Lowering } from '#shared/charter/state.ts';

const plain = ({ leaves, cuts, ...lowering }: Lowering): object => ({
  ...lowering,
  leaves: leaves ?? null,
  cuts: [...cuts.values()].sort((a, b) => a.writer - b.writer),
});

/** A state as deterministic bytes: the same on every replica that holds the same entries, whatever order they came in. */
export const encodeState = (state: CharterState): Uint8Array =>
  encode({
    room: bytesOf(state.room),
    kind: state.kind ?? null,
    createdBy: state.createdBy ?? null,
    month: state.month ?? null,
    members: Object.fromEntries(state.members),
    devices: Object.fromEntries(state.devices),
    devicesOf: Object.fromEntries(state.devicesOf),
    seats: Object.fromEntries(state.seats),
    lowerings: Object.fromEntries([...state.lowerings].map(([id, lowerings]) => [id, lowerings.map(plain)])),
    lowered: Object.fromEntries(state.lowered),
    invites: Object.fromEntries(
      [...state.invites].map(([id, { joined, ...invite }]) => [id, { ...invite, joined: Object.fromEntries(joined) }]),
    ),
    epochs: Object.fromEntries(
      [...state.epochs].map(([id, { reached, links, ...epoch }]) => [
        id,
        {
          ...epoch,
          links: [...links],
          reached: Object.fromEntries([...reached].map(([grantee, boxes]) => [grantee, [...boxes]])),
        },
      ]),
    ),
    settings: state.settings ?? null,
    names: Object.fromEntries(state.names),
    policies: state.policies,
  });
