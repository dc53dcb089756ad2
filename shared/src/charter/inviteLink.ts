/** CHA-8: `<relay>/#join/<room>/<secret>`. What follows the `#` is never sent to a server. */
import { fromText, toText } from '#shared/bytes.ts';
import { fault, ok, type Result } from '#shared/errors.ts';
import { isKeyText, type RoomId } from '#shared/ids.ts';

export const SECRET_BYTES = 16;
const LINK = /^(https?:\/\/[^/#?\s]+)\/#join\/([A-Za-z0-9_-]{43})\/([A-Za-z0-9_-]{22})$/;

export interface InviteLink {
  /** Origin of the relay that serves the app, such as `https://chat.example.org`. */
  readonly relay: string;
  readonly room: RoomId;
  readonly secret: Uint8Array;
}

/** `relay`: an origin, with or without a slash at its end. */
export const inviteLink = (relay: string, room: RoomId, secret: Uint8Array): string =>
  `${relay.replace(/\/+$/, '')}/#join/${room}/${toText(secret)}`;

/** Takes a link as people paste it, spaces round it and all. */
export function readInviteLink(text: string): Result<InviteLink> {
  const [, relay = '', room = '', secretText = ''] = LINK.exec(text.trim()) ?? [];
  const secret = fromText(secretText);
  if (!isKeyText(room) || secret?.length !== SECRET_BYTES)
    return fault('bad-link', 'this is not a whole invite link: copy it again');
  return ok({ relay: relay.toLowerCase(), room: room as RoomId, secret });
}
