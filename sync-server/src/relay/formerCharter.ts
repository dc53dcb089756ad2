/** SYN-4: who is no longer in a room may know how that came about, and nothing of what the room did since. */
import { departuresOf, identityOf } from '#shared/charter/state.ts';
import { readOp } from '#shared/charter/ops/op.ts';
import type { Entry } from '#shared/entry/entry.ts';
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
export function departuresOfLink({ charter }: Room, { device }: DeviceLink): readonly Entry['id'][] {
  const identity = identityOf(charter.state(), device);
  return identity === undefined ? [] : departuresOf(charter.state(), identity).map(({ id }) => id);
}

/**
 * Of somebody who came in by an open link while it was being ended, so that they never were in (CHA-4): what ended it. They
 * would else go on taking themselves for members.
 */
function endings({ charter }: Room, { device }: DeviceLink, entries: readonly Entry[]): readonly Entry['id'][] {
  if (charter.state().devices.has(device)) return [];
  const own = entries.find((entry) => entry.device === device);
  if (!own) return [];
  return entries.flatMap(({ id, payload }) => {
    const op = readOp(payload);
    const ends = op.ok && (op.value.t === 'invite.revoke' || op.value.t === 'member.remove');
    return ends && !charter.descends([id], [own.id]) ? [id] : [];
  });
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
