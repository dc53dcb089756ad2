/** The engine's words for what is on screen, as the ui may name them: the ui itself knows no engine. */
export { CHECKS } from '#shared/ports/selfTest.ts';
export type { EntryId, IdentityId, InviteId, RoomId } from '#shared/ids.ts';
export type {
  Asker,
  Call,
  Contact,
  Found,
  GapRow,
  Gone,
  Invite,
  LeftOut,
  Member,
  MessageRow,
  Order,
  OwnDevice,
  Present,
  PairingProgress,
  Rank,
  RoomDetails,
  RoomSummary,
  Rules,
} from '../engine/messages.ts';
