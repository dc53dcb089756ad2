/** Nothing acknowledged is lost, nothing is done twice: the answered commands of everybody against the entries a member has. */
import type { EntryId } from '#shared/ids.ts';
import { isKnown } from '#shared/timeline/ops/timelineOp.ts';
import type { Member } from './members.ts';
import { opsOf, type SaidOp } from './opsOf.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';

export function lossesOf({ device, room }: Member, devices: readonly SimulatedDevice[]): string[] {
  const ops = opsOf(room);
  const said = countTexts(ops);
  const deleted = new Set(ops.flatMap(({ op }) => (op && isKnown(op) && op.t === 'delete' ? [op.target] : [])));
  const ids = new Set(ops.map(({ entry }) => entry.id));
  const complaints = ops.flatMap(({ entry, op }) => (op ? [] : [`${device.name} cannot open ${entry.id}`]));
  for (const { name, sent } of devices) {
    for (const { command, answer } of sent) {
      if (command.do !== 'send' && command.do !== 'edit') continue;
      const times = said.get(command.text) ?? 0;
      if (times > 1) complaints.push(`${device.name} has ${command.text} of ${name} ${times} times`);
      if (answer?.ok && times === 0) complaints.push(`${device.name} lacks ${command.text} of ${name}`);
      if (answer?.ok && answer.entry && !ids.has(answer.entry))
        complaints.push(`${device.name} lacks entry ${answer.entry} of ${name}`);
    }
    for (const target of deletesOf(sent))
      if (!deleted.has(target)) complaints.push(`${device.name} lacks the delete of ${target} by ${name}`);
  }
  return complaints;
}

function countTexts(ops: readonly SaidOp[]): Map<string, number> {
  const said = new Map<string, number>();
  for (const { op } of ops) {
    if (op && isKnown(op) && (op.t === 'message' || op.t === 'edit')) said.set(op.text, (said.get(op.text) ?? 0) + 1);
  }
  return said;
}

/** Targets whose delete was answered and not taken back. */
function deletesOf(sent: SimulatedDevice['sent']): Set<EntryId> {
  const targets = new Set<EntryId>();
  for (const { command, answer } of sent) {
    if (command.do === 'delete' && answer?.ok) targets.add(command.target);
    if (command.do === 'delete.undo' && (!answer || answer.ok)) targets.delete(command.target);
  }
  return targets;
}
