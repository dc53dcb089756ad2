/**
 * What passes between a window and the engine (a Worker in one tab, shared by all). Plain data only, in this whole folder:
 * it crosses `postMessage` and `BroadcastChannel`. The window sends commands and never writes a view, a log or a document;
 * the engine writes the view store first and then says what changed.
 */
import type { EntryId, RoomId } from '#shared/ids.ts';
import type { Answer } from './answer.ts';
import type { Command } from './command.ts';
import type { Connection } from './connection.ts';
import type { LinkProgress, OwnDevice, PairingProgress, RecoveryState } from './devices.ts';
import type { JoinProgress } from './invites.ts';
import type { Call, Contact, Present, Self } from './people.ts';
import type { RoomDetails, RoomSummary } from './rooms.ts';
import type { MessageRow, Order, Page, Receipts, Row } from './rows.ts';

/** The window's end of the engine, whichever tab it runs in. */
export interface Engine {
  /** Resolves when the command is durable on this device. Sent again by itself, under the same id, to a new leader. */
  send(command: Command): Promise<Answer>;
  listen(heard: (notice: Notice) => void): () => void;
}

/** What a window paints from before the engine is up: read straight from the view store. */
export interface ViewReader {
  boot(): Promise<{
    readonly self: Self | undefined;
    readonly rooms: readonly RoomSummary[];
    readonly contacts: readonly Contact[];
  }>;
  details(room: RoomId): Promise<RoomDetails | undefined>;
  receipts(room: RoomId): Promise<Receipts | undefined>;
  /** The newest page, or the one ending before / starting after / around a row. At most `limit` rows. */
  page(room: RoomId, at: { before?: Order; after?: Order; around?: Order }, limit: number): Promise<Page>;
  /** The row of a message, for quotes and jumps. */
  find(room: RoomId, id: EntryId): Promise<MessageRow | undefined>;
}

export type Notice =
  | { readonly is: 'self'; readonly self: Self | undefined }
  | { readonly is: 'rooms'; readonly rooms: readonly RoomSummary[] }
  | { readonly is: 'contacts'; readonly contacts: readonly Contact[] }
  | { readonly is: 'recovery'; readonly recovery: RecoveryState | undefined }
  | { readonly is: 'link'; readonly link: LinkProgress }
  | { readonly is: 'pairing'; readonly pairing: PairingProgress }
  | { readonly is: 'devices'; readonly devices: readonly OwnDevice[] }
  | { readonly is: 'details'; readonly details: RoomDetails }
  /** Rows put, or gone by order key; `total` messages now. Written to the view store before this is said. */
  | {
      readonly is: 'rows';
      readonly room: RoomId;
      readonly put: readonly Row[];
      readonly gone: readonly Order[];
      readonly total: number;
    }
  /** So much changed that a window should read its page again. */
  | { readonly is: 'reload'; readonly room: RoomId }
  | { readonly is: 'receipts'; readonly room: RoomId; readonly receipts: Receipts }
  | { readonly is: 'calls'; readonly calls: readonly Call[] }
  | { readonly is: 'presence'; readonly room: RoomId; readonly present: readonly Present[] }
  | { readonly is: 'connection'; readonly connection: Connection }
  | { readonly is: 'join'; readonly progress: JoinProgress }
  /** Storage trouble, a second device with the same keys, …: what happened and what to do. */
  | { readonly is: 'trouble'; readonly code: string; readonly say: string };
