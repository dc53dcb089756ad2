/** What passes between the relay's event loop and the store's worker. */
import type {
  Change,
  Page,
  Range,
  StoredBranch,
  StoredDocument,
  StoredFork,
  StoredMarker,
  StoredRecovery,
  StoredRequest,
} from '#shared/ports/relayStore.ts';
import type { RecoveryId, RoomId } from '#shared/ids.ts';

export type Task =
  | { readonly do: 'commit'; readonly change: Change }
  | { readonly do: 'room'; readonly room: RoomId }
  | { readonly do: 'scan'; readonly document: number; readonly ranges: readonly Range[]; readonly limit: number }
  | { readonly do: 'markers'; readonly room: RoomId }
  | { readonly do: 'due'; readonly before: number }
  | { readonly do: 'requests'; readonly room: RoomId }
  | { readonly do: 'recovery'; readonly id: RecoveryId }
  | { readonly do: 'forks'; readonly room: RoomId }
  | { readonly do: 'branches'; readonly room: RoomId }
  | { readonly do: 'stop' };

export interface Order {
  readonly id: number;
  readonly task: Task;
}

export type Outcome =
  | readonly RoomId[]
  | readonly StoredDocument[]
  | readonly StoredMarker[]
  | readonly StoredRequest[]
  | readonly StoredFork[]
  | readonly StoredBranch[]
  | StoredRecovery
  | Page
  | undefined;

/** `started` comes first and once. Commits are answered many at a time. */
export type Report =
  | { readonly is: 'started'; readonly nextDocument: number }
  | { readonly is: 'committed'; readonly ids: readonly number[] }
  | { readonly is: 'read'; readonly id: number; readonly outcome: Outcome }
  | { readonly is: 'failed'; readonly ids: readonly number[]; readonly say: string };
