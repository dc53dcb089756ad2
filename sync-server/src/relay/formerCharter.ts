/** SYN-4: who is no longer in a room may know how that came about, and nothing of what the room did since. */
import { departuresOf, identityOf } from '#shared/charter/state.ts';
import type { Charter } from '#shared/charter/charter.ts';
import { readOp, type CharterOp } from '#shared/charter/ops/op.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { DeviceId } from '#shared/ids.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { speaksOf, type VectorPage } from '#shared/log/vectorPages.ts';
import { encodeUpdate } from '#shared/log/update.ts';
import type { RelayStore } from '#shared/ports/relayStore.ts';
import type { DeviceLink } from './deviceLink.ts';
import { PAGE_BYTES, SyncStep, syncParts } from './encodeSync.ts';
import type { Room } from './room.ts';
import type { RoomDocument } from './roomDocument.ts';
import { readStoredCharter } from './storedCharter.ts';

/** Answers step 1 with the charter up to what put the device out of the room. */
export async function serveFormer(
  store: RelayStore,
  room: Room,
  document: RoomDocument,
  link: DeviceLink,
  asked: VectorPage,
): Promise<void> {
  const { accepted: entries } = await readStoredCharter(store, document, { ...room.judge, taken: () => undefined });
  const until = [...departuresOfLink(room, link), ...endings(room, link, entries)];
  const known = entries.filter(
    ({ id, writer, seq }) =>
      speaksOf(asked, writer) &&
      seq >= (asked.vector.get(writer) ?? 0) &&
      until.some((out) => room.charter.descends([out], [id])),
  );
  const pages = pagesOf(known);
  pages.forEach((page, i) => {
    const step = i === pages.length - 1 ? SyncStep.answer : SyncStep.update;
    link.write(...syncParts(document.channel, step, encodeUpdate(runsOfEntries(page))));
  });
}

/** What put the device's person out of the room. */
export const departuresOfLink = ({ charter }: Room, { device }: DeviceLink): readonly Entry['id'][] =>
  departuresOfDevice(charter, device);

function departuresOfDevice(charter: Charter, device: DeviceId): readonly Entry['id'][] {
  const identity = identityOf(charter.state(), device);
  return identity === undefined ? [] : departuresOf(charter.state(), identity).map(({ id }) => id);
}

/** What may make somebody's way in void who did it, or whom it rests on, without knowing (CHA-4). */
const LOWERS: ReadonlySet<CharterOp['t']> = new Set([
  'invite.revoke',
  'member.remove',
  'member.role',
  'member.leave',
  'member.handover',
  'device.revoke',
]);

/**
 * Of somebody who came in, or came back, and turned out not to have: by a link while it was being ended, say, or let in by
 * somebody who was being put out, or on a further device while they left on another. What was said at that time. They would else go on taking themselves for members.
 */
function endings({ charter }: Room, { device }: DeviceLink, entries: readonly Entry[]): readonly Entry['id'][] {
  const known = entries.flatMap(({ id, payload }) => {
    const op = readOp(payload);
    return op.ok ? [{ id, op: op.value }] : [];
  });
  const ways = known.filter(({ op }) => bringsIn(op, device));
  const isLast = ({ id }: { id: Entry['id'] }): boolean =>
    ways.every((other) => other.id === id || !charter.descends([other.id], [id]));
  const isSettled = ({ id }: { id: Entry['id'] }): boolean =>
    departuresOfDevice(charter, device).some((out) => charter.descends([out], [id]));
  return ways
    .filter((way) => isLast(way) && !isSettled(way))
    .flatMap((way) =>
      known.filter(({ id, op }) => LOWERS.has(op.t) && !charter.descends([id], [way.id])).map(({ id }) => id),
    );
}

function bringsIn(op: CharterOp, device: DeviceId): boolean {
  if (op.t === 'join' || op.t === 'device.add') return op.certificate.sign === device;
  return op.t === 'member.add' && op.certificates.some(({ sign }) => sign === device);
}

/** At least one, perhaps empty: the answer itself is an answer. */
function pagesOf(entries: readonly Entry[]): Entry[][] {
  const pages: Entry[][] = [[]];
  let bytes = 0;
  for (const entry of entries) {
    if (bytes > PAGE_BYTES) {
      pages.push([]);
      bytes = 0;
    }
    pages.at(-1)?.push(entry);
    bytes += entry.bytes.length;
  }
  return pages;
}
