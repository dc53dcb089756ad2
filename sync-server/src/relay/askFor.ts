import { writeStep1Page } from '#shared/log/syncMessage.ts';
import { vectorPages } from '#shared/log/vectorPages.ts';
import type { DeviceLink } from './deviceLink.ts';
import type { RoomDocument } from './roomDocument.ts';

/** SYN-2: asks a link for all it has of a document beyond what is here. */
export function askFor(document: RoomDocument, link: DeviceLink): void {
  for (const page of vectorPages(document.log.vector()))
    link.send({ type: 'sync', channel: document.channel, message: writeStep1Page(page) });
}
