/**
 * Branded ids. Every 32-byte id (hash or public key) travels between modules as base64url without padding,
 * 43 characters; bytes appear only where something is hashed, signed or put on the wire.
 */
declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Hash of a room's genesis entry (DOC-1). */
export type RoomId = Brand<string, 'RoomId'>;
/** `<room>/charter` or `<room>/<YYYY-MM>` (DOC-1). */
export type DocumentId = Brand<string, 'DocumentId'>;
/** Hash of an entry, its signature included (ENT). */
export type EntryId = Brand<string, 'EntryId'>;
/** Ed25519 public key of a person (ID-1). */
export type IdentityId = Brand<string, 'IdentityId'>;
/** Ed25519 public key of a device (ID-2). */
export type DeviceId = Brand<string, 'DeviceId'>;
/** Commitment to a room key and its parents (EPO-1). */
export type EpochId = Brand<string, 'EpochId'>;
/** Ed25519 public key derived from an invite's secret (CHA-8). */
export type InviteId = Brand<string, 'InviteId'>;
/** Ed25519 public key derived from a recovery code: the name of a sealed copy (ID-7). */
export type RecoveryId = Brand<string, 'RecoveryId'>;
/** 53-bit Yjs client id of one device in one document (LOG-1). */
export type WriterId = Brand<number, 'WriterId'>;

/** `charter` or a UTC month. */
export type Segment = string;

export const CHARTER = 'charter';
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const KEY = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** True for the canonical base64url of 32 bytes. */
export const isKeyText = (text: string): boolean => KEY.test(text);

export const isMonth = (text: string): boolean => MONTH.test(text);

export const documentId = (room: RoomId, segment: Segment): DocumentId => `${room}/${segment}` as DocumentId;

/** Splits a document id; undefined when the text is not one. */
export function splitDocument(text: string): { room: RoomId; segment: Segment } | undefined {
  const room = text.slice(0, 43);
  const segment = text.slice(44);
  if (text[43] !== '/' || !isKeyText(room)) return undefined;
  return segment === CHARTER || isMonth(segment) ? { room: room as RoomId, segment } : undefined;
}

/** Room of a document id that is already known to be one. */
export const roomOf = (document: DocumentId): RoomId => document.slice(0, 43) as RoomId;

export const segmentOf = (document: DocumentId): Segment => document.slice(44);

/** UTC month of a time in ms, `YYYY-MM`. */
export function monthOf(ms: number): Segment {
  if (ms < lastMonth.from || ms >= lastMonth.to) lastMonth = monthAround(ms);
  return lastMonth.month;
}

/** The month asked for last: entries of a list are of one, nearly always. */
let lastMonth: { readonly from: number; readonly to: number; readonly month: Segment } = { from: 0, to: 0, month: '' };

function monthAround(ms: number): typeof lastMonth {
  const at = new Date(ms);
  const month = at.toISOString().slice(0, 7);
  const from = Date.UTC(at.getUTCFullYear(), at.getUTCMonth());
  return { from, to: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1), month };
}

/** When a UTC month begins, in ms. */
export const beginningOf = (month: Segment): number => Date.parse(`${month}-01T00:00:00Z`);
