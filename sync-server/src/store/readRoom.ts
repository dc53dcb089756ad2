/** What stands beside the entries: documents with their writers, markers, join requests, recovery copies. */
import type { DeviceId, EntryId, RecoveryId, RoomId, WriterId } from '#shared/ids.ts';
import type {
  StoredBranch,
  StoredDocument,
  StoredFork,
  StoredMarker,
  StoredRecovery,
  StoredRequest,
} from '#shared/ports/relayStore.ts';
import type { Schema } from './schema.ts';
import type { Statements } from './statements.ts';

export function readRoom(statements: Statements, room: RoomId): StoredDocument[] {
  const documents = statements.documents.all(room) as unknown as Pick<Schema['documents'], 'number' | 'segment'>[];
  return documents.map(({ number, segment }) => {
    const orders = statements.orders.all(number) as unknown as Omit<Schema['orders'], 'document'>[];
    const holes = statements.holes.all(number) as unknown as Omit<Schema['holes'], 'document'>[];
    const writers = statements.writers.all(number) as unknown as Omit<Schema['writers'], 'document'>[];
    return {
      number,
      room,
      segment,
      orders: orders.map(({ writer, device, due, ...rest }) => ({
        ...rest,
        writer: writer as WriterId,
        device: device as DeviceId,
        ...(due === null ? {} : { due }),
      })),
      holes: holes.map(({ writer, seq }) => ({ writer: writer as WriterId, seq })),
      writers: writers.map(({ writer, count, head }) => ({ writer: writer as WriterId, count, head })),
    };
  });
}

/** Rooms with payloads that are to go before this time, ms UTC. */
export function readDue(statements: Statements, before: number): RoomId[] {
  const rows = statements.dueOrders.all(before) as unknown as { room: RoomId }[];
  return rows.map(({ room }) => room);
}

export function readMarkers(statements: Statements, room: RoomId): StoredMarker[] {
  const rows = statements.markers.all(room) as unknown as Omit<Schema['markers'], 'room'>[];
  return rows.map(({ device, version, frame }) => ({ room, device: device as DeviceId, version, frame }));
}

export function readRequests(statements: Statements, room: RoomId): StoredRequest[] {
  const rows = statements.requests.all(room) as unknown as Omit<Schema['requests'], 'room'>[];
  return rows.map(({ hash, request, expires }) => ({ room, hash, request, expires }));
}

export function readRecovery(statements: Statements, id: RecoveryId): StoredRecovery | undefined {
  const row = statements.recovery.get(id) as unknown as Omit<Schema['recoveries'], 'id'> | undefined;
  return row && { id, version: row.version, copy: row.copy };
}

export function readForks(statements: Statements, room: RoomId): StoredFork[] {
  const rows = statements.forks.all(room) as unknown as Omit<Schema['forks'], 'room'>[];
  return rows.map(({ segment, writer, proof }) => ({ room, segment, writer: writer as WriterId, proof }));
}

export function readBranches(statements: Statements, room: RoomId): StoredBranch[] {
  const rows = statements.branches.all(room) as unknown as Omit<Schema['branches'], 'room'>[];
  return rows.map(({ id, entry }) => ({ room, id: id as EntryId, entry }));
}
