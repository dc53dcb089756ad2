/** What of the app is on screen: width class, open dialog, whether details stand beside the room. */
import { createContext } from 'svelte';
import type { IdentityId } from '#shared/ids.ts';
import { readRoute, type Route } from '../app/route.ts';

export type DialogName =
  | 'create'
  | 'paste'
  | 'find'
  | 'rename'
  | 'invite'
  | 'leave'
  | 'forget'
  | 'settings'
  | 'keys'
  | 'verify'
  | 'account'
  | 'recovery'
  | 'restore'
  | 'devices'
  | 'link'
  | 'pair'
  | 'health'
  | 'person'
  | 'remove'
  | 'handover'
  | 'leftOut';
/** Widths of design.md: pushed views below 840 px, details over the room below 1200 px. */
export type Width = 'phone' | 'middle' | 'wide';

const REMEMBERED = 'grapevine.details';
const LAST_ROOM = 'grapevine.room';

/** The room this window showed last. */
export const lastRoom = (): string | undefined => localStorage.getItem(LAST_ROOM) ?? undefined;
export const rememberRoom = (room: string): void => localStorage.setItem(LAST_ROOM, room);

export class Frame {
  route = $state.raw<Route>({ at: 'list' });
  width = $state<Width>('wide');
  dialog = $state<DialogName | undefined>();
  /** Whom the open dialog is about. */
  person = $state.raw<{ readonly identity: IdentityId; readonly name: string } | undefined>();
  #beside = $state(true);

  readonly details: boolean = $derived(
    this.route.at === 'room' && (this.width === 'wide' ? this.#beside : this.route.details),
  );

  /** Follows the address and the width of the window. */
  start(): void {
    this.#beside = localStorage.getItem(REMEMBERED) !== 'closed';
    const phone = matchMedia('(max-width: 839px)');
    const wide = matchMedia('(min-width: 1200px)');
    const measure = (): void => void (this.width = phone.matches ? 'phone' : wide.matches ? 'wide' : 'middle');
    phone.addEventListener('change', measure);
    wide.addEventListener('change', measure);
    addEventListener('hashchange', () => this.follow());
    measure();
    this.follow();
  }

  follow(): void {
    this.route = readRoute(location.hash);
  }

  /** Opens a dialog about somebody. */
  about(identity: IdentityId, name: string, dialog: 'person' | 'verify' | 'leftOut' | 'remove' = 'person'): void {
    this.person = { identity, name };
    this.dialog = dialog;
  }

  verify(identity: IdentityId, name: string): void {
    this.about(identity, name, 'verify');
  }

  showDetails(shown: boolean): void {
    if (this.width === 'wide') {
      this.#beside = shown;
      localStorage.setItem(REMEMBERED, shown ? 'open' : 'closed');
    } else if (this.route.at === 'room' && shown !== this.route.details) {
      if (shown) location.hash = `#room/${this.route.room}/details`;
      else location.replace(`#room/${this.route.room}`);
    }
  }
}

export const [frameHere, setFrame] = createContext<Frame>();
