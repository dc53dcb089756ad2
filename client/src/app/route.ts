/** Where the window is, as the part of the address after `#`. The relay never sees it. */
import { isKeyText, type RoomId } from '#shared/ids.ts';

export type Route =
  | { readonly at: 'list' }
  | { readonly at: 'room'; readonly room: RoomId; readonly details: boolean }
  | { readonly at: 'join'; readonly room: RoomId; readonly secret: string }
  /** A code that another device shows. */
  | { readonly at: 'link' };

export function readRoute(hash: string): Route {
  const [place, room = '', rest] = hash.replace(/^#/, '').split('/');
  if (place === 'room' && isKeyText(room)) return { at: 'room', room: room as RoomId, details: rest === 'details' };
  if (place === 'join' && rest !== undefined) return { at: 'join', room: room as RoomId, secret: rest };
  if (place === 'link' && room !== '') return { at: 'link' };
  return { at: 'list' };
}

/** The list of rooms: any address that leads nowhere else. */
export const LIST_HASH = '#rooms';
export const roomHash = (room: RoomId): string => `#room/${room}`;
export const detailsHash = (room: RoomId): string => `#room/${room}/details`;

/** What a pasted text leads to: a join address here, the host it belongs to, or nothing. */
export function readPasted(text: string, here: string): { hash: string } | { host: string; href: string } | undefined {
  const url = URL.parse(text.trim());
  if (url === null || !/^#join\/[\w-]+\/[\w-]+$/.test(url.hash)) return undefined;
  return url.origin === here ? { hash: url.hash } : { host: url.host, href: url.href };
}
