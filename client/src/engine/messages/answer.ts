import type { Safety } from '#shared/crypto/safety.ts';
import type { EntryId, IdentityId, RoomId } from '#shared/ids.ts';
import type { Found } from './people.ts';

/** What a command is answered with: `room.create` with the room, `send` with the entry, others with nothing. */
export type Answer =
  | {
      readonly ok: true;
      readonly room?: RoomId;
      readonly entry?: EntryId;
      readonly link?: string;
      readonly safety?: Safety;
      readonly words?: readonly string[];
      readonly file?: Uint8Array;
      /** As base64url. */
      readonly binding?: string;
      readonly identity?: IdentityId;
      readonly found?: Found;
    }
  | { readonly ok: false; readonly code: string; readonly say: string };
