/** LOG-7, LOG-8 at a real relay: it asks back, keeps the proofs, and tells everybody. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { checkFork, type ForkProof } from '#shared/log/forkProof.ts';
import { readFork } from '#shared/sync/forkFrame.ts';
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
