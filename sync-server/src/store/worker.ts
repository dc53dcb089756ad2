/**
 * The store's thread. Whatever is waiting when it comes round is written in one transaction (group commit), so that a slow
 * disk costs latency and never the event loop; reads come after, so that they see every commit asked for before them.
 */
import { constants, setPriority } from 'node:os';
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads';
import { applyChange } from './applyChange.ts';
import { openDatabase, type OpenDatabase } from './openDatabase.ts';
import { readDue, readBranches, readForks, readMarkers, readRecovery, readRequests, readRoom } from './readRoom.ts';
import { scanDocument } from './scanDocument.ts';
import { prepareStatements, type Statements } from './statements.ts';
import type { Order, Outcome, Report, Task } from './workerMessages.ts';
import type { Change } from '#shared/ports/relayStore.ts';

async function serve(port: MessagePort, { folder }: { folder: string }): Promise<void> {
  giveWay();
  const database = await openDatabase(folder);
  const statements = prepareStatements(database);
  const last = statements.lastDocument.get() as { last: number | null };
  port.on('message', (order: Order) => {
    const orders = [order, ...waitingOrders(port)];
    commitAll(port, database, statements, orders);
    for (const each of orders) if (each.task.do !== 'commit') readOne(port, database, statements, each);
  });
  report(port, { is: 'started', nextDocument: (last.last ?? 0) + 1 });
}

/**
 * A commit nobody waits for but its sender must not hold up the fan-out of what others say next, where both share a core.
 * On Linux a priority is a thread's own; elsewhere it would be the whole relay's.
 */
function giveWay(): void {
  if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
}

function waitingOrders(port: MessagePort): Order[] {
  const orders: Order[] = [];
  for (;;) {
    const received = receiveMessageOnPort(port) as { message: Order } | undefined;
    if (!received) return orders;
    orders.push(received.message);
  }
}

function commitAll(port: MessagePort, database: OpenDatabase, statements: Statements, orders: readonly Order[]): void {
  const commits = orders.flatMap(({ id, task }) => (task.do === 'commit' ? [{ id, change: task.change }] : []));
  if (commits.length === 0) return;
  const failed = tryCommit(port, database, statements, commits);
  if (failed === undefined) return;
  // One bad change must not take the others with it.
  if (commits.length > 1) for (const commit of commits) commitAlone(port, database, statements, commit);
  else report(port, { is: 'failed', ids: commits.map(({ id }) => id), say: failed });
}

interface Commit {
  readonly id: number;
  readonly change: Change;
}

function commitAlone(port: MessagePort, database: OpenDatabase, statements: Statements, commit: Commit): void {
  const failed = tryCommit(port, database, statements, [commit]);
  if (failed !== undefined) report(port, { is: 'failed', ids: [commit.id], say: failed });
}

/** Why it failed, with nothing of it written; undefined when it is done. */
function tryCommit(
  port: MessagePort,
  database: OpenDatabase,
  statements: Statements,
  commits: readonly Commit[],
): string | undefined {
  try {
    transact(
      database,
      statements,
      commits.map(({ change }) => change),
    );
  } catch (error) {
    return String(error);
  }
  report(port, { is: 'committed', ids: commits.map(({ id }) => id) });
  return undefined;
}

function transact({ raw }: OpenDatabase, statements: Statements, changes: readonly Change[]): void {
  raw.exec('begin immediate');
  try {
    for (const change of changes) applyChange(statements, change);
    raw.exec('commit');
    // ENT-6: the write-ahead log holds pages as they were before. With its end cut off, nothing of them is in a file.
    if (changes.some(({ replaced }) => replaced && replaced.length > 0)) raw.exec('pragma wal_checkpoint(truncate)');
  } catch (error) {
    if (raw.isTransaction) raw.exec('rollback');
    throw error;
  }
}

function readOne(port: MessagePort, database: OpenDatabase, statements: Statements, { id, task }: Order): void {
  try {
    const outcome = read(database, statements, task);
    const page = outcome && 'update' in outcome ? [outcome.update.buffer as ArrayBuffer] : [];
    port.postMessage({ is: 'read', id, outcome } satisfies Report, page);
    if (task.do === 'stop') port.close();
  } catch (error) {
    report(port, { is: 'failed', ids: [id], say: String(error) });
  }
}

function read(database: OpenDatabase, statements: Statements, task: Task): Outcome {
  switch (task.do) {
    case 'room':
      return readRoom(statements, task.room);
    case 'scan':
      return scanDocument(statements, task.document, task.ranges, task.limit);
    case 'due':
      return readDue(statements, task.before);
    case 'markers':
      return readMarkers(statements, task.room);
    case 'requests':
      return readRequests(statements, task.room);
    case 'recovery':
      return readRecovery(statements, task.id);
    case 'forks':
      return readForks(statements, task.room);
    case 'branches':
      return readBranches(statements, task.room);
    case 'stop':
      database.raw.close();
      return undefined;
    case 'commit':
      return undefined;
  }
}

const report = (port: MessagePort, message: Report): void => {
  port.postMessage(message);
};

// Last, so that everything above is there.
if (!parentPort) throw new Error('store/worker.ts runs as a worker thread');
await serve(parentPort, workerData as { folder: string });
