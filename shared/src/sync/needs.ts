/**
 * LOG-6, LOG-8a: a charter entry that others rest on and that no step 2 brings, since it stands on another branch of its list
 * than the one that is held or served. It is asked for by id of whoever sent what rests on it, one after the other. Its whole list
 * is given, from the first slot on, so that whoever asks joins it to what they have, wherever the two part.
 */
import type { Charter } from '#shared/charter/charter.ts';
import { type EntryId, type RoomId, roomOf, CHARTER } from '#shared/ids.ts';
import type { BranchRun } from '#shared/log/admission.ts';
import type { BesideBook } from '#shared/log/besideBook.ts';
import { chain } from '#shared/log/chain.ts';
import type { DocumentLog } from '#shared/log/documentLog.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';
import { writerId } from '#shared/log/writerId.ts';
import type { Given, Need } from '#shared/wire/frames.ts';
import { prove, type Ground } from './forkSearch.ts';

/** Entries one link is asked for, and answers for: each may cost the hashing of a list. */
export const MOST_NEEDS = 400;
/** Bytes of entries in one answer: it must fit a frame. */
const GIVEN_BYTES = 512 * 1024;

/** What one side of one link asks of the other, one thing at a time. */
export class Needs {
  readonly #room: RoomId;
  readonly #say: (frame: Need) => void;
  /** How many entries the charter had when an id was last asked for: it may be had once there are more. */
  readonly #asked = new Map<EntryId, number>();
  #open: Need | undefined;
  #left = MOST_NEEDS;

  constructor(room: RoomId, say: (frame: Need) => void) {
    this.#room = room;
    this.#say = say;
  }

  /** Asks for the next of these; false when the other side was asked for all of them and nothing has come since. */
  ask(lacking: readonly EntryId[], charter: Pick<Charter, 'has' | 'size'>): boolean {
    if (this.#open) return true;
    const id = lacking.find((one) => !charter.has(one) && (this.#asked.get(one) ?? -1) < charter.size);
    if (id === undefined || this.#left === 0) return false;
    this.#asked.set(id, charter.size);
    this.#put(id, 0);
    return true;
  }

  /** Is this the answer to what was asked? Nothing else is looked at. */
  answers({ id, list }: Given): boolean {
    return this.#open?.id === id && (list === undefined || list.seq === this.#open.from);
  }

  /** The answer was looked at. Asks for more of the list, where all of it was good and the entry was not among it. */
  taken({ id, list }: Given, isGood: boolean, charter: Pick<Charter, 'has'>): void {
    this.#open = undefined;
    if (list && isGood && !charter.has(id) && this.#left > 0) this.#put(id, list.seq + list.entries.length);
  }

  #put(id: EntryId, from: number): void {
    this.#left--;
    this.#open = { type: 'need', room: this.#room, id, from };
    this.#say(this.#open);
  }
}

/** A charter as it is held: its document, and what stands beside it. */
export interface Grounds extends Ground {
  readonly charter: Charter;
  readonly beside: BesideBook;
}

export async function answerNeed(grounds: Grounds, { room, id, from }: Need): Promise<Given> {
  const list = await listEndingIn(grounds, id);
  const entries = list && upTo(GIVEN_BYTES, list.entries.slice(from));
  if (!list || !entries || entries.length === 0) return { type: 'given', room, id };
  const { device, writer } = list;
  const previous = chain(grounds.log.document, writer, 0, undefined, list.entries.slice(0, from)).links.at(-1)?.id;
  const before = previous === undefined ? {} : { previous };
  return { type: 'given', room, id, list: { device, seq: from, ...before, entries } };
}

/** The list that has this entry as its last: what is held, and from where the two part on what stands beside. */
async function listEndingIn(
  grounds: Grounds,
  id: EntryId,
): Promise<Pick<BranchRun, 'device' | 'writer' | 'entries'> | undefined> {
  const { log, charter, beside } = grounds;
  const slot = charter.slotOf(id);
  const [writer] = [...log.heads].find(([, { device }]) => device === slot?.device) ?? [];
  if (!slot || writer === undefined) return undefined;
  const tail = beside.endingIn(id);
  const held = (await grounds.list(writer)).slice(0, tail[0]?.seq ?? slot.seq + 1);
  return { device: slot.device, writer, entries: [...held, ...tail.map(({ bytes }) => bytes)] };
}

function upTo(most: number, entries: readonly Uint8Array[]): readonly Uint8Array[] {
  let bytes = 0;
  const end = entries.findIndex((entry) => (bytes += entry.length) > most);
  return end < 0 ? entries : entries.slice(0, Math.max(1, end));
}

/** What was given, for the guard: `isPlain` where it goes on with the list that is held, and is to be taken as ever. */
export interface GivenRun {
  readonly run: BranchRun;
  readonly isPlain: boolean;
  /** The id it ends with, where all of it reads. */
  readonly last: EntryId | undefined;
  /** The list parts from the one held below any fork that is known: this is what was not known. */
  readonly fork?: ProvenFork;
}

export async function readGiven(grounds: Grounds, list: NonNullable<Given['list']>): Promise<GivenRun> {
  const { log, charter } = grounds;
  const { device, seq: first, previous, entries } = list;
  const known = [...log.heads].find(([, head]) => head.device === device)?.[0];
  const writer = known ?? writerId(log.document, device, 0);
  const run: BranchRun = { device, writer, first, entries, ...(previous === undefined ? {} : { previous }) };
  const { links, fault } = chain(log.document, writer, first, previous, entries);
  const last = fault ? undefined : links.at(-1)?.id;
  const parted = links.find(({ seq, id }) => seq < log.count(writer) && !charter.has(id));
  if (!parted) return { run, last, isPlain: log.count(writer) <= forkIn(log, writer) };
  if (parted.seq >= forkIn(log, writer)) return { run, last, isPlain: false };
  const branch = {
    ...(parted.previous === undefined ? {} : { previous: parted.previous }),
    entries: [parted.raw.bytes],
  };
  const about = { room: roomOf(log.document), segment: CHARTER, writer, seq: parted.seq };
  const fork = await prove(grounds, { type: 'shown', ...about, branch });
  return { run, last, isPlain: false, ...(fork ? { fork } : {}) };
}

const forkIn = (log: DocumentLog, writer: BranchRun['writer']): number => log.forkOf(writer) ?? Infinity;
