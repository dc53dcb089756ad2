/** A sync message on a channel: a question about what is missing, or entries. */
import { CHARTER } from '#shared/ids.ts';
import { readSyncMessage } from '#shared/log/syncMessage.ts';
import { readUpdate } from '#shared/log/update.ts';
import type { Sync } from '#shared/wire/frames.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RelayContext } from './relayContext.ts';

export function takeSync(context: RelayContext, link: DeviceLink, frame: Sync): void {
  const found = context.rooms.byChannel(frame.channel);
  // Whether there is a channel it was never told of is no business of this device.
  if (!found?.document.told.has(link))
    return link.refuse('unknown-document', `There is no channel ${frame.channel} here.`);
  const { room, document } = found;
  const about = { room: room.id, segment: document.segment };
  if (!room.reaches(link, document)) return link.refuse('not-member', 'You are not in this room.', about);
  const message = readSyncMessage(frame.message);
  if (!message.ok) return link.refuse('bad-frame', message.fault.say, about);
  if (message.value.step === 1) return context.catchUp.answer(room, document, link, message.value);
  const runs = readUpdate(message.value.update);
  if (!runs.ok) return link.refuse('bad-entry', runs.fault.say, about);
  if (runs.value.length > 0) context.intake.take(room, document, link, runs.value);
  if (message.value.step === 2 && document.segment === CHARTER) context.intake.answered(room, link);
}
