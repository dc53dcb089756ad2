import { beforeAll, describe, expect, test } from 'vitest';
import { Charter } from '#shared/charter/charter.ts';
import { encodeState } from '#shared/charter/encodeState.ts';
import { charterJudge } from '#shared/charter/judge.ts';
import { encodeOp } from '#shared/charter/ops/op.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { CHARTER, documentId, type EntryId } from '#shared/ids.ts';
import type { Waiting } from '#shared/log/admission.ts';
import { BesideBook } from '#shared/log/besideBook.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { ForkBook } from '#shared/log/forkBook.ts';
import type { ProvenFork } from '#shared/log/forkProof.ts';
import { admit } from '#shared/log/guard.ts';
import { runsOfEntries } from '#shared/log/runsOfEntries.ts';
import type { Run } from '#shared/log/update.ts';
import { answerNeed, Needs, readGiven, type Grounds } from '#shared/sync/needs.ts';
import { encodeFrame, readFrame } from '#shared/wire/frame.ts';
import { MAX_FRAME, type Given, type Need } from '#shared/wire/frames.ts';
import { Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

/** A charter as a relay or a device holds it, without storage. */
class Replica implements Grounds {
  readonly charter: Charter;
  readonly log: DocumentLog;
  readonly beside = new BesideBook();
  readonly asked: Need[] = [];
  waiting: Waiting[] = [];
  readonly #forks = new ForkBook();
  readonly #held: Entry[] = [];
  readonly #needs: Needs;

  constructor({ charter: { room } }: Person) {
    this.charter = new Charter(room);
    this.log = new DocumentLog(documentId(room, CHARTER));
    this.#needs = new Needs(room, (need) => void this.asked.push(need));
  }

  list(writer: Entry['writer']): Promise<readonly Uint8Array[]> {
    return Promise.resolve(this.#held.flatMap((entry) => (entry.writer === writer ? [entry.bytes] : [])));
  }

  hears(...entries: readonly Entry[]): this {
    this.#take(runsOfEntries(entries));
    return this;
  }

  /** Asks `giver` until nothing waits, or there is nothing left to ask. */
  async heals(giver: Pick<Replica, 'gives'>): Promise<void> {
    const lacks = (): EntryId[] => this.waiting.flatMap((waiting) => waiting.lacks);
    for (let at = this.asked.length; this.#needs.ask(lacks(), this.charter); at++) {
      const need = this.asked[at];
      if (need) await this.#hears(await giver.gives(need));
    }
  }

  async gives(need: Need): Promise<Given> {
    const bytes = encodeFrame(await answerNeed(this, need));
    expect(bytes.length).toBeLessThanOrEqual(MAX_FRAME);
    const read = readFrame(bytes);
    if (!read.ok || read.value.type !== 'given') throw new Error('an answer that does not read');
    return read.value;
  }

  async #hears(given: Given): Promise<void> {
    expect(this.#needs.answers(given)).toBe(true);
    const isGood = given.list !== undefined && (await this.#takeList(given.list));
    this.#needs.taken(given, isGood, this.charter);
    this.#take([]);
  }

  async #takeList(list: NonNullable<Given['list']>): Promise<boolean> {
    const { run, last, isPlain, fork } = await readGiven(this, list);
    if (fork) this.knows(fork);
    if (isPlain) this.#take([run]);
    else this.beside.add(admit(this.log, [], charterJudge(this.charter), { branches: [run] }).beside);
    return last !== undefined && this.charter.has(last);
  }

  knows(fork: ProvenFork): void {
    this.#forks.take(fork, () => true, this.log);
    this.log.stop('fork', this.#forks.counts(this.log.document));
    this.charter.forked(this.#forks.devices(this.log.document));
  }

  #take(runs: readonly Run[]): void {
    const { accepted, waiting } = admit(
      this.log,
      [...runs, ...this.waiting.map(({ run }) => run)],
      charterJudge(this.charter),
    );
    this.#held.push(...accepted);
    this.waiting = [...waiting];
  }
}

const adds = (person: Person, name: string): Entry =>
  person.says({ t: 'member.add', role: 'member', certificates: [new Person(name).certificate] });

/** Alice's room; Bob, an admin, tells one side `ours` and the other `theirs`, on which Carol builds. */
function forkedRoom(ours: number, theirs: number) {
  const [alice, bob, carol] = [new Person('alice'), new Person('bob'), new Person('carol')];
  alice.founds();
  for (const [person, role] of [
    [bob, 'admin'],
    [carol, 'admin'],
  ] as const) {
    alice.says({ t: 'member.add', role, certificates: [person.certificate] });
    person.enters(alice.charter.room);
  }
  for (const person of [bob, carol]) person.hears(...alice.written);
  adds(bob, 'before');
  const twin = bob.clone().hears(...alice.written, ...bob.written);
  for (let i = 0; i < ours; i++) adds(bob, `ours ${i}`);
  for (let i = 0; i < theirs; i++) adds(twin, `theirs ${i}`);
  carol.hears(...twin.written);
  const built = adds(carol, 'built');
  const here = new Replica(alice).hears(...alice.written, ...bob.written, ...carol.written);
  const there = new Replica(alice).hears(...alice.written, ...twin.written, ...carol.written);
  return { alice, bob, twin, carol, built, here, there };
}

describe('[LOG-6] [LOG-8a] what others built on another branch', () => {
  test.for([
    [1, 1],
    [3, 1],
    [1, 40],
    [0, 3],
  ])('is asked for by id, and both sides fold to the same (%i against %i)', async ([ours = 1, theirs = 1]) => {
    const { here, there, built, bob } = forkedRoom(ours, theirs);
    expect(here.charter.has(built.id)).toBe(false);
    await here.heals(there);
    expect(here.charter.has(built.id)).toBe(true);
    expect(here.waiting).toEqual([]);
    // Where nothing was told to the other side, all of it goes on with the list held.
    expect(here.beside.entries).toHaveLength(ours === 0 ? 0 : theirs);
    if (ours === 0) return;
    expect(here.asked.map(({ from }) => from)).toEqual([0]);
    const proof = [...here.log.counted()].find(([writer]) => writer === bob.written[0]?.writer);
    expect(proof?.[1]).toBe(1);
    there.charter.forked(new Map([[bob.device, 1]]));
    expect(encodeState(here.charter.state())).toEqual(encodeState(there.charter.state()));
  });

  test('what is let in by id is given on by id', async () => {
    const { alice, bob, here, there, carol, built } = forkedRoom(2, 3);
    await here.heals(there);
    const third = new Replica(alice).hears(...alice.written, ...bob.written, ...carol.written);
    await third.heals(here);
    expect(third.charter.has(built.id)).toBe(true);
    expect(third.beside.entries).toHaveLength(3);
  });

  test(
    'a branch as long as a list may be, of large entries, comes in several frames',
    { timeout: 60_000 },
    async () => {
      const { alice, bob, twin, carol } = forkedRoom(1, 1);
      const preview = new Uint8Array(8 * 1024);
      while (twin.written.length < 1024)
        twin.appends(encodeOp({ t: 'settings', deps: [], settings: { epoch: bob.device as never, sealed: preview } }));
      const late = carol.says({ t: 'settings', policies: {} }, [
        twin.written.at(-1)?.id ?? (twin.charter.room as never),
      ]);
      const here = new Replica(alice).hears(...alice.written, ...bob.written, ...carol.written);
      const there = new Replica(alice).hears(...alice.written, ...twin.written, ...carol.written);
      await here.heals(there);
      expect(here.charter.has(late.id)).toBe(true);
      expect(here.asked.length).toBeGreaterThan(10);
    },
  );

  test('branches that rest on what others wrote in between come in piece by piece', async () => {
    const { alice, bob, twin, carol } = forkedRoom(1, 2);
    for (let i = 0; i < 3; i++) {
      const said = adds(carol, `between ${i}`);
      twin.hears(...carol.written);
      twin.says({ t: 'settings', policies: {} }, [said.id]);
      carol.hears(...twin.written);
    }
    const last = adds(carol, 'last');
    const here = new Replica(alice).hears(...alice.written, ...bob.written, ...carol.written);
    const there = new Replica(alice).hears(...alice.written, ...twin.written, ...carol.written);
    await here.heals(there);
    expect(here.charter.has(last.id)).toBe(true);
  });

  test('nothing beside a list comes in unless a fork proves it, nor without its device’s signature', async () => {
    const { alice, bob, twin, carol, built, there } = forkedRoom(1, 2);
    const here = new Replica(alice).hears(...alice.written, ...bob.written, ...carol.written);
    const judge = charterJudge(here.charter);
    const [, second, third] = twin.written;
    if (!second || !third) throw new Error('unreachable');
    const { device, writer, bytes, seq, previous } = second;
    const branch = { device, writer, first: seq, previous: previous ?? second.id, entries: [bytes] };
    expect(admit(here.log, [], judge, { branches: [branch] }).beside).toEqual([]);
    const forged = bytes.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const given = await there.gives({ type: 'need', room: here.charter.room, id: built.id, from: 0 });
    const liar = {
      gives: (need: Need): Promise<Given> =>
        Promise.resolve({
          ...given,
          id: need.id,
          list: { device, seq: 1, previous: previous ?? second.id, entries: [forged] },
        }),
    };
    await here.heals(liar).catch(() => undefined);
    expect(here.beside.entries).toEqual([]);
    expect(here.charter.has(built.id)).toBe(false);
  });
});
