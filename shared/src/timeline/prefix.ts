import { bytesOf, toText } from '#shared/bytes.ts';
import type { EntryId } from '#shared/ids.ts';

/** How much of an entry's id a citation carries (TIM-1): enough to tell a segment's entries apart, not to prove one. */
export const PREFIX_BYTES = 8;

/** 12 characters of base64url are 9 bytes: no need to decode the rest. */
export const prefixOf = (id: EntryId): Uint8Array => bytesOf(id.slice(0, 12)).subarray(0, PREFIX_BYTES);

/** A prefix as a key of maps. */
export const prefixText = (prefix: Uint8Array): string => toText(prefix);
