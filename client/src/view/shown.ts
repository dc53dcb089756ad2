/** The engine's words for what is on screen, as the ui may name them: the ui itself knows no engine. */
export type { EntryId, InviteId, RoomId } from '#shared/ids.ts';
export type { GapRow, Invite, Member, MessageRow, Order, RoomDetails, RoomSummary } from '../engine/messages.ts';
