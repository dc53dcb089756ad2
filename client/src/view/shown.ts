/** The engine's words for what is on screen, as the ui may name them: the ui itself knows no engine. */
export { CHECKS } from '#shared/ports/selfTest.ts';
export type { EntryId, IdentityId, InviteId, RoomId } from '#shared/ids.ts';
export type { OwnDevice, PairingProgress } from '../engine/messages/devices.ts';
export type { Invite } from '../engine/messages/invites.ts';
export type { Asker, Gone, LeftOut, Member, Rank } from '../engine/messages/members.ts';
export type { Call, Contact, Found, Present } from '../engine/messages/people.ts';
export type { RoomDetails, RoomSummary, Rules } from '../engine/messages/rooms.ts';
export type { GapRow, MessageRow, Order } from '../engine/messages/rows.ts';
