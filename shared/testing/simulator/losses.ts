/** Nothing acknowledged is lost, nothing is done twice: the answered commands of everybody against the entries a member has. */
import { atLeast } from '#shared/charter/rank.ts';
import { rankOf } from '#shared/charter/state.ts';
import { payloadOf } from '#shared/entry/payload.ts';
import { segmentOf, type DeviceId, type EntryId, type IdentityId } from '#shared/ids.ts';
import { isKnown } from '#shared/timeline/ops/timelineOp.ts';
import { counts, excusedOf, isTakenBack } from './excused.ts';
import type { Member } from './members.ts';
import type { Reading, SaidOp } from './opsOf.ts';
import type { Former, SimulatedDevice } from './simulatedDevice.ts';

/** `members`: all that are honest; `liars`: whose entries prove nothing. */
export function lossesOf(
  { device, room, engine }: Member,
  members: readonly Member[],
  devices: readonly SimulatedDevice[],
  liars: ReadonlySet<DeviceId>,
  reading: Reading,
): string[] {
  const ops = reading.opsOf(room).filter(({ entry }) => !liars.has(entry.device));
  const said = countTexts(ops);
  const deleted = new Set(ops.flatMap(({ op }) => (op && isKnown(op) && op.t === 'delete' ? [op.target] : [])));
  const ids = new Set(ops.map(({ entry }) => entry.id));
  // ENT-6: what its author deleted is gone, and is nowhere to be found.
  const gone = new Set(ops.flatMap(({ entry }) => (entry.header.husk && isFinal(room, entry.id) ? [entry.id] : [])));
  const complaints = ops.flatMap(({ entry, op }) =>
    op || gone.has(entry.id) || !counts(room.charter.charter, entry) ? [] : [`${device.name} cannot open ${entry.id}`],
  );
  complaints.push(...lingering({ device, room, engine }, members), ...voided(device, ops));
  for (const writer of devices) {
    const { name, sent } = writer;
    const excused = excusedOf({ device, room, engine }, writer, reading);
    for (const { command, answer } of sent) {
      if (command.do !== 'send' && command.do !== 'edit') continue;
      const times = said.get(command.text) ?? 0;
      if (times > 1) complaints.push(`${device.name} has ${command.text} of ${name} ${times} times`);
      if (!answer?.ok) continue;
      // Also one that was answered again after a crash says which entry it made.
      const { entry } = answer;
      if (!entry) complaints.push(`${name} was not told the entry of ${command.text}`);
      else if (excused.entries.has(entry)) continue;
      else if (!ids.has(entry)) complaints.push(`${device.name} lacks entry ${entry} of ${name}`);
      else if (times === 0 && !gone.has(entry)) complaints.push(`${device.name} lacks ${command.text} of ${name}`);
    }
    if (excused.silenced) continue;
    for (const target of deletesOf(sent))
      if (!deleted.has(target)) complaints.push(`${device.name} lacks the delete of ${target} by ${name}`);
  }
  return complaints;
}

/**
 * What somebody said whose device is gone, unless the room silenced them. Who came in by an open link while it was being ended
 * has no lowering: their way in is void, and what they said with it (0029). That is asked of each entry, as they had written it.
 */
export function lostOf(
  { device, room }: Member,
  { name, identity, sent, written }: Former,
  reading: Reading,
): string[] {
  const { charter } = room.charter;
  if (charter.state().lowerings.has(identity)) return [];
  const ids = new Set(reading.opsOf(room).map(({ entry }) => entry.id));
  return sent.flatMap(({ answer }) => {
    if (!answer?.ok || !answer.entry || ids.has(answer.entry)) return [];
    const entry = written.get(room.id)?.get(answer.entry);
    return entry && isTakenBack(charter, entry)
      ? []
      : [`${device.name} lacks entry ${answer.entry} of what was ${name}`];
  });
}

const isFinal = ({ timeline }: Member['room'], id: EntryId): boolean => timeline.fold.item(id)?.husk !== undefined;

/** What honest devices write is never void, whatever their clocks said. */
const voided = ({ name }: SimulatedDevice, ops: readonly SaidOp[]): string[] =>
  ops.flatMap(({ entry }) => (entry.void ? [`${name} has ${entry.id}, which is void: ${entry.void.say}`] : []));

/** Payloads that their author deleted and that are here all the same, where their author's order is or somebody is left to give one. */
export const lingering = ({ device: { name }, room }: Member, members: readonly Member[]): string[] =>
  room.timeline.segments.flatMap(({ document }) =>
    [...room.timeline.fold.doomed()].flatMap(({ message, edits, deletes }) =>
      message && deletes.some(({ identity }) => identity === message.identity)
        ? [message, ...edits].flatMap(({ id, segment, writer, seq, identity, husk }) => {
            const bytes = segment === segmentOf(document.id) ? document.entry(writer, seq) : undefined;
            if (!bytes || !payloadOf(bytes)) return [];
            const isOrdered = husk !== undefined && husk.by !== 'moderator';
            return isOrdered || canOrder(room, members, identity) ? [`${name} still has what ${id} said`] : [];
          })
        : [],
    ),
  );

/**
 * ENT-6: what its author deleted is ordered by a device of theirs, or by a moderator's. Where the order was lost with the author's
 * storage, and no moderator is in the room whose program can be counted on, it stays hidden and goes when there is one.
 */
const canOrder = ({ charter }: Member['room'], members: readonly Member[], author: IdentityId): boolean => {
  const state = charter.charter.state();
  return members.some(({ engine: { keys } }) => {
    return keys?.identity === author || atLeast(rankOf(state, keys?.identity), 'moderator');
  });
};

function countTexts(ops: readonly SaidOp[]): Map<string, number> {
  const said = new Map<string, number>();
  for (const { op } of ops) {
    if (op && isKnown(op) && (op.t === 'message' || op.t === 'edit')) said.set(op.text, (said.get(op.text) ?? 0) + 1);
  }
  return said;
}

/**
 * Targets whose delete was answered and not taken back. One that is held is no entry yet, and whoever may not write when it falls due
 * writes none: they see the message stand again (0031). That what had put them out turns out void brings back what was said (CHA-5) only.
 */
function deletesOf(sent: SimulatedDevice['sent']): Set<EntryId> {
  const targets = new Set<EntryId>();
  for (const { command, answer, isLetGo } of sent) {
    if (command.do === 'delete' && answer?.ok && !isLetGo) targets.add(command.target);
    if (command.do === 'delete.undo' && (!answer || answer.ok)) targets.delete(command.target);
  }
  return targets;
}
