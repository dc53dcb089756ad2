/**
 * What arrives, document by document. Frames that come within one turn of the event loop are taken together: one check of a
 * signature covers several entries, one message carries them to every reader, one commit keeps them. Fanned out as soon as
 * they are checked; acknowledged when they are durable (REL-1, REL-2).
 */
import { equalBytes } from '#shared/bytes.ts';
import type { Admission } from '#shared/log/admission.ts';
import { admit } from '#shared/log/guard.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import { encodeStructs, type Block } from '#shared/log/structs.ts';
import { suspectsOf } from '#shared/log/suspects.ts';
import type { Run } from '#shared/log/update.ts';
import { CHARTER, roomOf, segmentOf, type DocumentId, type WriterId } from '#shared/ids.ts';
import type { Change, RelayStore } from '#shared/ports/relayStore.ts';
import { acknowledge } from './acknowledge.ts';
import type { DeviceLink } from './deviceLink.ts';
import { updateMessages } from './encodeSync.ts';
import { askBack } from './askBack.ts';
import { askFor } from './askFor.ts';
import { needsOf } from './linkNeeds.ts';
import { joinRuns } from './joinRuns.ts';
import type { Room } from './room.ts';
import type { RoomDocument, Uncommitted } from './roomDocument.ts';

export interface Upload {
  readonly link: DeviceLink;
  readonly run: Run;
  readonly bytes: number;
}

interface Batch {
  readonly room: Room;
  readonly uploads: Upload[];
}

/** What a change of a room's charter brings with it (reviews.ts). */
type CharterGrew = (room: Room, intake: Intake, by: ReadonlySet<DeviceLink>) => void;

/** A link brought entries of a document, some of which were news. */
type Came = (room: Room, document: RoomDocument, link: DeviceLink) => void;

export class Intake {
  readonly #store: RelayStore;
  readonly #charterGrew: CharterGrew;
  readonly #came: Came;
  readonly #lost: (room: Room, error: unknown) => void;
  readonly #endOfTurn: (run: () => void) => void;
  readonly #turn = new Map<RoomDocument, Batch>();

  /**
   * `lost` is told of a room whose accepted entries could not be kept; `endOfTurn` runs what it is given once everything
   * that has arrived was taken.
   */
  constructor(
    store: RelayStore,
    charterGrew: CharterGrew,
    came: Came,
    lost: (room: Room, error: unknown) => void,
    endOfTurn: (run: () => void) => void,
  ) {
    this.#store = store;
    this.#charterGrew = charterGrew;
    this.#came = came;
    this.#lost = lost;
    this.#endOfTurn = endOfTurn;
  }

  take(room: Room, document: RoomDocument, link: DeviceLink, runs: readonly Run[]): void {
    if (this.#turn.size === 0) {
      this.#endOfTurn(() => {
        this.settle();
      });
    }
    const batch = this.#turn.get(document) ?? { room, uploads: [] };
    for (const run of runs) {
      const bytes = bytesOf(run);
      batch.uploads.push({ link, run, bytes });
      // Before the disk is asked: what one turn brings counts too.
      link.uncommitted += bytes;
    }
    this.#turn.set(document, batch);
  }

  /** Does at once what would be done at the end of the turn: for frames that rest on entries sent before them. */
  settle(): void {
    const turn = [...this.#turn];
    this.#turn.clear();
    for (const [document, { room, uploads }] of turn) this.#admit(room, document, uploads);
  }

  /** The charter says something else than before. */
  charterGrew(room: Room): void {
    this.#charterGrew(room, this, new Set());
  }

  /** What stands beside a room's entries; the room is busy until it is durable. */
  keep(room: Room, change: Change): void {
    room.busy++;
    this.#store.commit(change).then(
      () => room.busy--,
      (error: unknown) => {
        this.#lost(room, error);
      },
    );
  }

  /**
   * LOG-6: the link has sent all it has of the charter by step 2. What waits for more of it is asked for by id; what it then still
   * lacks can't be judged by anybody it is served to.
   */
  answered(room: Room, link: DeviceLink): void {
    if (link.quarantine.bytes === 0) return;
    this.settle();
    const isOfRoom = (document: DocumentId): boolean => roomOf(document) === room.id;
    if (needsOf(link, room).ask(link.quarantine.lacks(isOfRoom), room.charter)) return;
    const dropped = link.quarantine.drop(isOfRoom);
    for (const segment of new Set(dropped.map(({ document }) => segmentOf(document))))
      link.refuse('bad-entry', 'These entries rest on charter entries that you did not send.', {
        room: room.id,
        segment,
      });
  }

  #admit(room: Room, document: RoomDocument, uploads: readonly Upload[]): void {
    const before = document.segment === CHARTER ? new Set(room.readers(document)) : undefined;
    const admission = admit(document.log, joinRuns(uploads.map(({ run }) => run)), room.judge);
    this.#owe(document, uploads);
    if (admission.accepted.length > 0) this.#spread(room, document, admission, uploads, before);
    else letGo(uploads);
    this.#answer(room, document, admission, uploads);
    const settled = (writer: WriterId): boolean => document.durable.count(writer) === document.log.count(writer);
    for (const link of new Set(uploads.map(({ link }) => link))) acknowledge(document, link, settled);
  }

  /** REL-1: whoever sends a writer's entries hears when they are durable, also of those that were here already. */
  #owe(document: RoomDocument, uploads: readonly Upload[]): void {
    for (const { link, run } of uploads) {
      const writers = document.owed.get(link);
      if (writers) writers.add(run.writer);
      else document.owed.set(link, new Set([run.writer]));
    }
  }

  #spread(
    room: Room,
    document: RoomDocument,
    { accepted }: Admission,
    uploads: readonly Upload[],
    before: ReadonlySet<DeviceLink> | undefined,
  ): void {
    const blocks = runsOfEntries(accepted)
      .sort((a, b) => b.writer - a.writer)
      .map(blockOf);
    const messages = updateMessages(document.channel, blocks);
    fanOut(room, document, messages, soleUploader(blocks, uploads), before);
    this.#commit(room, document, blocks, messages, uploads, document.noteHoles(accepted));
    const by = new Set(uploads.map(({ link }) => link));
    if (before) this.#charterGrew(room, this, by);
    else for (const link of by) this.#came(room, document, link);
  }

  #commit(
    room: Room,
    document: RoomDocument,
    blocks: readonly Block[],
    messages: readonly Uint8Array[],
    uploads: readonly Upload[],
    holes: NonNullable<Change['holes']>,
  ): void {
    const heads = new Map(
      blocks.flatMap(({ writer }) => {
        const head = document.log.heads.get(writer);
        return head ? [[writer, head] as const] : [];
      }),
    );
    const batch: Uncommitted = { messages, heads };
    const runs = blocks.map(({ writer, first, count, structs }) => document.storedRun(writer, first, count, structs));
    const documents = document.stored ? [] : [{ number: document.channel, room: room.id, segment: document.segment }];
    document.stored = true;
    document.uncommitted.add(batch);
    room.busy++;
    this.#store.commit({ documents, runs, holes }).then(
      () => {
        room.busy--;
        letGo(uploads);
        document.committed(batch);
        for (const link of [...document.owed.keys()]) acknowledge(document, link, (writer) => heads.has(writer));
      },
      (error: unknown) => {
        this.#lost(room, error);
      },
    );
  }

  /** What was not taken in is told to who sent it. */
  #answer(room: Room, document: RoomDocument, admission: Admission, uploads: readonly Upload[]): void {
    const senders = sendersOf(uploads);
    const refuse = refusalsAbout(room, document);
    if (suspectsOf(admission).length > 0) askBack(room, document, admission, sendersOf(notTaken(uploads, admission)));
    for (const { writer, seq, fault } of admission.faults) {
      if (fault.code === 'does-not-chain') continue;
      for (const link of senders.get(writer) ?? []) refuse(link, `${fault.code} at ${writer}/${seq}: ${fault.say}`);
    }
    const short = new Set(admission.behind.flatMap(({ run }) => [...(senders.get(run.writer) ?? [])]));
    for (const link of short) askFor(document, link);
    for (const waiting of admission.waiting) {
      for (const link of senders.get(waiting.run.writer) ?? []) this.#quarantine(room, document, link, waiting);
    }
  }

  /** LOG-6: kept outside the log until the charter it rests on is here, which is asked of the same link. */
  #quarantine(room: Room, document: RoomDocument, link: DeviceLink, waiting: Admission['waiting'][number]): void {
    const charter = room.documents.get(CHARTER);
    if (!link.quarantine.hold(document.log.document, waiting)) {
      link.refuse('slow-down', 'Too many entries wait for charter entries that have not come.', {
        room: room.id,
        segment: document.segment,
      });
    } else if (charter && room.presences.has(link) && link.asksAnew(waiting.lacks)) askFor(charter, link);
  }
}

/** SYN-5: what these links brought is held for them no longer. */
function letGo(uploads: readonly Upload[]): void {
  for (const { link, bytes } of uploads) link.uncommitted -= bytes;
}

const bytesOf = ({ entries }: Run): number => entries.reduce((sum, entry) => sum + entry.length, 0);

/** Refusals one link gets for what it sent to a document in one turn. Saying it of thousands would cost more than sending them. */
const MOST_REFUSALS = 16;

function refusalsAbout(room: Room, { segment }: RoomDocument): (link: DeviceLink, say: string) => void {
  const told = new Map<DeviceLink, number>();
  return (link, say) => {
    const count = told.get(link) ?? 0;
    told.set(link, count + 1);
    if (count < MOST_REFUSALS) link.refuse('bad-entry', say, { room: room.id, segment });
  };
}

/** What was not taken in whole. Somebody else may have sent what is not its author's in the same turn. */
function notTaken(uploads: readonly Upload[], { accepted }: Admission): readonly Upload[] {
  const taken = new Map(accepted.map(({ writer, seq, bytes }) => [`${writer}/${seq}`, bytes]));
  const isTaken = ({ writer, first, entries }: Run): boolean =>
    entries.every((bytes, i) => equalBytes(taken.get(`${writer}/${first + i}`) ?? new Uint8Array(), bytes));
  return uploads.filter(({ run }) => !isTaken(run));
}

/** Who sent entries of which writer. */
function sendersOf(uploads: readonly Upload[]): ReadonlyMap<WriterId, ReadonlySet<DeviceLink>> {
  const senders = new Map<WriterId, Set<DeviceLink>>();
  for (const { link, run } of uploads) {
    const known = senders.get(run.writer);
    if (known) known.add(link);
    else senders.set(run.writer, new Set([link]));
  }
  return senders;
}

const blockOf = ({ writer, first, entries }: Run): Block => ({
  writer,
  first,
  count: entries.length,
  structs: encodeStructs(writer, first, entries),
});

/** Who sent everything of a batch need not be sent it back. With several, everyone skips what they have. */
function soleUploader(blocks: readonly Block[], uploads: readonly Upload[]): DeviceLink | undefined {
  const writers = new Set(blocks.map(({ writer }) => writer));
  const links = new Set(uploads.flatMap(({ link, run }) => (writers.has(run.writer) ? [link] : [])));
  const [only] = links;
  return links.size === 1 ? only : undefined;
}

/** `before`: of a charter, who read it until now; they also get the entry that shuts them out. */
function fanOut(
  room: Room,
  document: RoomDocument,
  messages: readonly Uint8Array[],
  except: DeviceLink | undefined,
  before: ReadonlySet<DeviceLink> | undefined,
): void {
  for (const link of before ?? room.readers(document)) {
    if (!document.told.has(link)) link.send(room.announce(document, link));
    if (link !== except) for (const message of messages) link.offer(message);
  }
}
