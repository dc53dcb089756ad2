/**
 * LOG-6, LOG-8a for one room and one link of this device: asks for charter entries by id that others rest on, and that the
 * link's answer for the charter did not bring; answers the same.
 */
import type { Charter } from '#shared/charter/charter.ts';
import { CHARTER, documentId, roomOf, type RoomId } from '#shared/ids.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { BranchRun } from '#shared/log/admission.ts';
import type { BesideBook } from '#shared/log/besideBook.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';
import { afterPrefix, type DeviceStore } from '#shared/ports/deviceStore.ts';
import { keepBranch, keptBranches } from '#shared/sync/keptBranches.ts';
import { answerNeed, Needs, readGiven, type Grounds } from '#shared/sync/needs.ts';
import type { Frame, Given, Need } from '#shared/wire/frames.ts';
import type { OpenDocument, Via } from './openDocument.ts';

const BESIDE = 'beside/';

/** What is kept beside a room's charter. */
export async function keptBeside(store: DeviceStore, room: RoomId): Promise<BranchRun[]> {
  const prefix = `${BESIDE}${room}/`;
  const rows = await store.range('index', { from: prefix, to: afterPrefix(prefix) });
  return keptBranches(
    documentId(room, CHARTER),
    rows.map(({ value }) => value as Uint8Array),
  );
}

/** The room, as far as its grounds concern it. */
export interface Grounded {
  readonly id: RoomId;
  readonly charter: {
    readonly charter: Charter;
    readonly beside: BesideBook;
    readonly document: OpenDocument;
    readonly grounds: Grounds;
  };
  /** The charter grew, not by its document: what waited is tried again. */
  grounded(): Promise<void>;
}

export class RoomGrounds {
  readonly #room: Grounded;
  readonly #store: DeviceStore;
  readonly #say: (frame: Frame) => void;
  readonly #found: (fork: ProvenFork) => Promise<void>;
  #needs: Needs;

  constructor(
    room: Grounded,
    store: DeviceStore,
    say: (frame: Frame) => void,
    found: (fork: ProvenFork) => Promise<void>,
  ) {
    this.#room = room;
    this.#store = store;
    this.#say = say;
    this.#found = found;
    this.#needs = new Needs(room.id, say);
  }

  /** A new link was asked nothing yet. */
  linked(): void {
    this.#needs = new Needs(this.#room.id, this.#say);
  }

  /** The link's answer for the charter is here in full and lacks these. False when it was asked for each by id, too. */
  ask({ quarantine }: Pick<Via, 'quarantine'>): boolean {
    const lacks = quarantine.lacks((document) => roomOf(document) === this.#room.id);
    return this.#needs.ask(lacks, this.#room.charter.charter);
  }

  async answer(need: Need): Promise<void> {
    this.#say(await answerNeed(this.#room.charter.grounds, need));
  }

  /** True when it is an answer to what was asked: what waits for it is to be looked at again. */
  async take(given: Given, via: Via | undefined): Promise<boolean> {
    if (!this.#needs.answers(given)) return false;
    const { charter } = this.#room.charter;
    const isGood = given.list !== undefined && (await this.#takeList(given.list, via));
    this.#needs.taken(given, isGood, charter);
    return true;
  }

  async #takeList(list: NonNullable<Given['list']>, via: Via | undefined): Promise<boolean> {
    const { charter, beside, document, grounds } = this.#room.charter;
    if (!beside.hasRoomFor(list.device, (id) => charter.isIn(id))) return false;
    const { run, last, isPlain, fork } = await readGiven(grounds, list);
    if (fork) await this.#found(fork);
    if (isPlain) document.take(run, via);
    else await this.#keep(document.takeBranch(run));
    await this.#room.grounded();
    return last !== undefined && charter.has(last);
  }

  /** Durable before anything that rests on it is. */
  async #keep(entries: readonly Entry[]): Promise<void> {
    const { id } = this.#room;
    await this.#store.write(
      entries.map((entry) => ({ table: 'index', key: `${BESIDE}${id}/${entry.id}`, value: keepBranch(id, entry) })),
    );
  }
}
