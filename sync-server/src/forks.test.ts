/** LOG-7, LOG-8 at a real relay: it asks back, keeps the proofs, and tells everybody. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { CHARTER, documentId, type EntryId } from '#shared/ids.ts';
import { chain } from '#shared/log/chain.ts';
import { checkFork, type ForkProof } from '#shared/log/forkProof.ts';
import { readFork } from '#shared/sync/forkFrame.ts';
import { writerId } from '#shared/log/writerId.ts';
import { Person } from '#testing/charterPeople.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

let relay: RelayProcess;
beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
});
afterAll(() => relay.discard());

let alice: RoomDevice;
let bob: RoomDevice;
let mallory: RoomDevice;
let made = 0;

/** A room of three; Mallory has said one thing that all have. */
beforeEach(async () => {
  await relay.start();
  const nth = ++made;
  [alice, bob, mallory] = [
    new RoomDevice(`alice ${nth}`),
    new RoomDevice(`bob ${nth}`),
    new RoomDevice(`mallory ${nth}`),
  ];
  const secret = await alice.foundsRoomOn(relay.origin);
  for (const who of [bob, mallory]) {
    await who.connect(relay.origin);
    await who.joinsByLink(alice.room, secret);
    await who.catchUp();
    await who.sync(who.month);
  }
  const first = mallory.writes('before');
  for (const who of [alice, bob]) await who.holds(first.id);
});

/** Mallory tells one thing through one connection and another through the next. */
async function forks(beyond: number): Promise<RoomDevice> {
  const twin = mallory.twin();
  const last = mallory.writes('yes');
  await mallory.acknowledgedUpTo(mallory.month, last);
  const told = Array.from({ length: beyond }, () => twin.pens('no'));
  await twin.connect(relay.origin);
  await twin.enter();
  twin.puts(twin.month, told);
  return twin;
}

test.for([1, 2, 40])(
  '[T-17] [T-60] [LOG-7] a list that does not continue the one held is asked about, and everybody gets the proof (%i beyond)',
  async (beyond) => {
    const twin = await forks(beyond);
    for (const who of [alice, bob, mallory, twin]) {
      const fork = readFork(await who.link.next('fork'));
      expect(fork.ok && [fork.value.proof.device, fork.value.seq]).toEqual([mallory.device, 1]);
    }
    const entry = alice.writes('nothing is held up');
    await bob.holds(entry.id);
  },
);

test('[LOG-8] a proof outlives the relay, is told to whoever comes, and evens the digests', async () => {
  await forks(1);
  await alice.link.next('fork');
  await relay.end('SIGTERM');
  await relay.start();
  await bob.connect(relay.origin);
  const { documents } = await bob.enter();
  const fork = readFork(await bob.link.next('fork'));
  if (!fork.ok) throw new Error(fork.fault.say);
  const { log } = bob.held(bob.month);
  log.stop('fork', new Map([[fork.value.writer, fork.value.seq]]));
  log.passed(
    fork.value.writer,
    bob.held(bob.month).entries.filter(({ writer }) => writer === fork.value.writer),
  );
  const offered = documents.find(({ segment }) => segment === bob.month);
  expect(String(offered?.digest)).toBe(String(log.digest()));
});

test('[LOG-8] who knows of a fork tells the relay, which tells the others; what proves nothing is refused', async () => {
  const twin = mallory.twin();
  const document = alice.held(alice.month).log.document;
  const branch = (who: RoomDevice) => {
    const entry = who.pens('yes or no');
    return { previous: entry.previous ?? entry.id, entries: [entry.bytes] };
  };
  const proof: ForkProof = {
    document,
    device: mallory.device,
    n: 0,
    seq: 1,
    branches: [branch(mallory), branch(twin)],
  };
  expect(checkFork(proof).ok).toBe(true);
  const frame = { type: 'fork', room: alice.room, segment: alice.month, ...proof } as const;
  const { document: _, ...sent } = frame;
  bob.link.send({ ...sent, branches: [sent.branches[0], sent.branches[0]] });
  expect(await bob.link.next('refuse')).toMatchObject({ code: 'bad-entry' });
  bob.link.send(sent);
  expect((await alice.link.next('fork')).seq).toBe(1);
});

test('[LOG-7] whoever shows the entry that is held, or none, is charged for a list that does not continue it', async () => {
  const twin = mallory.twin();
  const skipped = twin.pens('never sent');
  mallory.puts(mallory.month, [{ ...twin.pens('after it'), seq: skipped.seq }]);
  expect(await mallory.link.next('refuse')).toMatchObject({ code: 'bad-entry' });
});

describe('[LOG-8a] a fork in a charter', () => {
  /** Mallory, made a moderator, tells the relay one thing and Bob, while he is away from it, another; he builds on that. */
  async function forksCharter() {
    const raised = alice.declares({ t: 'member.role', member: mallory.identity, role: 'moderator' });
    for (const who of [bob, mallory]) await who.holds(raised.id);
    bob.link.socket.close();
    await bob.link.closed;
    const twin = mallory.twin();
    const [dave, erin] = ['dave', 'erin'].map((name) => new Person(`${name} ${made}`)) as [Person, Person];
    const adds = (who: RoomDevice, { certificate }: Person): Entry =>
      who.declares({ t: 'member.add', role: 'member', certificates: [certificate] });
    const told = adds(mallory, dave);
    await alice.holds(told.id);
    const other = [adds(twin, erin), twin.says({ t: 'settings', policies: {} }), adds(twin, new Person('frank'))];
    bob.hearsAside(...other);
    const built = bob.declares({ t: 'device.add', certificate: new Person(`bob ${made}`, 'phone').certificate });
    return { told, other, built, dave, erin };
  }

  const given = async (who: RoomDevice, id: EntryId): Promise<readonly EntryId[]> => {
    who.link.send({ type: 'need', room: who.room, id, from: 0 });
    const { list } = await who.link.next('given');
    const writer = list && writerId(documentId(who.room, CHARTER), list.device, 0);
    return writer
      ? chain(documentId(who.room, CHARTER), writer, 0, undefined, list.entries).links.map((l) => l.id)
      : [];
  };

  test('what somebody built on another branch than the relay holds comes in, and the branch with it, by id', async () => {
    const { told, other, built } = await forksCharter();
    await bob.connect(relay.origin);
    await bob.catchUp();
    await alice.holds(told.id);
    await bob.acknowledgedUpTo(CHARTER, built);
    // Both branches are served, whoever asks and whenever.
    const ids = mallory.written.map(({ id }) => id);
    const branch = [...ids.slice(0, told.seq), ...other.map(({ id }) => id)];
    expect(await given(alice, told.id)).toEqual(ids);
    expect(await given(alice, other[2]?.id ?? told.id)).toEqual(branch);
    await relay.end('SIGTERM');
    await relay.start();
    await alice.connect(relay.origin);
    await alice.enter();
    expect(await given(alice, other[2]?.id ?? told.id)).toEqual(branch);
    expect((await alice.link.next('fork')).device).toBe(mallory.device);
  });

  test('the device is out, and knows why', async () => {
    await forksCharter();
    await bob.connect(relay.origin);
    await bob.catchUp();
    expect((await mallory.link.next('fork')).device).toBe(mallory.device);
    expect(await mallory.link.next('refuse')).toMatchObject({ code: 'not-member' });
    await mallory.connect(relay.origin);
    await mallory.enter();
    expect((await mallory.link.next('fork')).device).toBe(mallory.device);
    mallory.link.send({ type: 'open', room: mallory.room, segment: mallory.month });
    expect(await mallory.link.next('refuse')).toMatchObject({ code: 'not-member' });
  });

  test('who has nothing by the id asked for is charged for what rests on it, as ever', async () => {
    const { built } = await forksCharter();
    const liar = bob;
    await liar.connect(relay.origin);
    liar.link.onFrame = silenced(liar);
    await liar.enter();
    await liar.sync(CHARTER);
    expect(await liar.link.next('refuse')).toMatchObject({ code: 'bad-entry' });
    expect(liar.acknowledged.get(`${CHARTER}/${built.writer}`) ?? 0).toBeLessThanOrEqual(built.seq);
  });
});

/** Answers as ever, but gives nothing by id. */
function silenced(device: RoomDevice): NonNullable<RoomDevice['link']['onFrame']> {
  const { onFrame } = device.link;
  return (frame) => {
    if (frame.type === 'need') device.link.send({ type: 'given', room: frame.room, id: frame.id });
    else onFrame(frame);
  };
}
