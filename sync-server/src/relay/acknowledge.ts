import type { WriterId } from '#shared/ids.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RoomDocument } from './roomDocument.ts';

/** REL-1: tells a link how far writers it sent are durable. A writer with more on its way stays owed. */
export function acknowledge(document: RoomDocument, link: DeviceLink, due: (writer: WriterId) => boolean): void {
  const writers = document.owed.get(link);
  if (!writers) return;
  const counts = new Map<WriterId, number>();
  for (const writer of writers) {
    if (!due(writer)) continue;
    const count = document.durable.count(writer);
    if (count > 0) counts.set(writer, count);
    if (count === document.log.count(writer)) writers.delete(writer);
  }
  if (writers.size === 0) document.owed.delete(link);
  if (counts.size > 0) link.send({ type: 'ack', channel: document.channel, counts });
}
