/** People whose devices meet straight, by real WebRTC, introduced by a real relay that then falls silent. */
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RoomId } from '#shared/ids.ts';
import { isDirectTo } from '#testing/circle.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { Libp2pPeers } from './adapters/libp2pPeers.ts';
import { webRandom } from './adapters/webRandom.ts';

const gathering = Gathering.forTests();
const links = new Map<string, Libp2pPeers>();

const meet = (name: string): Promise<HeadlessPerson> =>
  gathering.meet(name, () => {
    const made = new Libp2pPeers((length) => webRandom.bytes(length));
    links.set(name, made);
    return made;
  });

async function together(...names: readonly [string, ...string[]]): Promise<[RoomId, ...HeadlessPerson[]]> {
  const [first, ...others] = names;
  const host = await meet(first);
  const room = await host.startsRoom();
  const link = await host.invites(room);
  await host.isKept(room);
  const all = [host];
  for (const name of others) {
    const guest = await meet(name);
    await guest.joins(link);
    all.push(guest);
  }
  await Promise.all(all.map((person) => isDirectTo(person, room, all.length - 1)));
  return [room, ...all];
}

/** Timeline and charter entries the relay has on its disk. */
function entriesOnRelay(): number {
  const database = new DatabaseSync(join(gathering.relay.folder, 'data', 'relay.sqlite'));
  const row = database.prepare('select sum(count) as entries from writers').get();
  database.close();
  return Number(row?.['entries'] ?? 0);
}

describe('[SYN-7] introduced by the relay', () => {
  test('two talk on while it is frozen, and after it was killed; nothing of that passed through it', async () => {
    const [room, alice, bob] = (await together('Alice', 'Bob')) as [RoomId, HeadlessPerson, HeadlessPerson];
    await alice.says(room, 'By whichever way');
    await bob.sees(room, 'By whichever way');
    await alice.isKept(room);
    await bob.isKept(room);
    process.kill(gathering.relay.pid, 'SIGSTOP');
    const before = entriesOnRelay();
    const id = await alice.says(room, 'Straight to you');
    await bob.sees(room, 'Straight to you');
    await bob.says(room, 'And straight back');
    await alice.sees(room, 'And straight back');
    await gathering.relay.end('SIGKILL');
    await alice.says(room, 'It is gone');
    await bob.sees(room, 'It is gone');
    expect(entriesOnRelay()).toBe(before);
    // [MRK-2] Bob's device said that it has it; the relay did not.
    const said = await alice.seesMessage(room, id, () => true);
    await alice.until(async () => (await alice.copiesOf(room, said)).members === 1);
    expect(await alice.copiesOf(room, said)).toEqual({ relay: false, members: 1, readers: 0, others: 1, off: false });
    await gathering.relay.start();
    await Promise.all([alice.triesAgain(), bob.triesAgain()]);
    await alice.isKept(room);
    await bob.isKept(room);
    expect(await bob.reads(room)).toEqual(await alice.reads(room));
  });

  test('[SYN-4] who is removed gets nothing more, from nobody', async () => {
    const [room, alice, bob, cleo] = (await together('Alice', 'Bob', 'Cleo')) as [
      RoomId,
      HeadlessPerson,
      HeadlessPerson,
      HeadlessPerson,
    ];
    await alice.says(room, 'All three');
    await Promise.all([bob.sees(room, 'All three'), cleo.sees(room, 'All three')]);
    await Promise.all([alice, bob, cleo].map((person) => person.isKept(room)));
    await gathering.relay.end('SIGKILL');
    const before = await bob.reads(room);
    const identity = bob.device.engine.keys?.identity;
    if (!identity) throw new TypeError('Bob has keys');
    await alice.device.do({ do: 'member.remove', room, identity });
    await alice.says(room, 'Without Bob');
    await cleo.sees(room, 'Without Bob');
    await cleo.says(room, 'Indeed');
    await alice.sees(room, 'Indeed');
    expect(await bob.reads(room)).toEqual(before);
  });

  test('who was away is met again under another id, and both hold the same', async () => {
    const [room, alice, bob] = (await together('Alice', 'Bob')) as [RoomId, HeadlessPerson, HeadlessPerson];
    await Promise.all([alice, bob].map((person) => person.isKept(room)));
    await bob.closes();
    await isDirectTo(alice, room, 0);
    for (let i = 0; i < 200; i++) await alice.says(room, `Number ${i}`);
    await alice.isKept(room);
    await bob.opens();
    await Promise.all([alice, bob].map((person) => isDirectTo(person, room, 1)));
    await bob.sees(room, 'Number 199');
    expect(await bob.reads(room)).toEqual(await alice.reads(room));
  });

  test('two who dial each other at once settle on one session each, and nothing is lost', async () => {
    const [room, alice, bob] = (await together('Alice', 'Bob')) as [RoomId, HeadlessPerson, HeadlessPerson];
    const [one, other] = [links.get('Alice'), links.get('Bob')];
    if (!one?.own || !other?.own) throw new TypeError('both have links');
    const apart = Promise.all([isDirectTo(alice, room, 0), isDirectTo(bob, room, 0)]);
    one.drop(other.own, 'for a test');
    await apart;
    one.meet(other.own);
    other.meet(one.own);
    await Promise.all([alice.says(room, 'I dialled'), bob.says(room, 'So did I')]);
    await Promise.all([isDirectTo(alice, room, 1), isDirectTo(bob, room, 1)]);
    await Promise.all([alice.isKept(room), bob.isKept(room)]);
    process.kill(gathering.relay.pid, 'SIGSTOP');
    await Promise.all([alice.says(room, 'Straight to you'), bob.says(room, 'And to you')]);
    const all = ['I dialled', 'So did I', 'Straight to you', 'And to you'];
    await Promise.all([alice.sees(room, ...all), bob.sees(room, ...all)]);
    process.kill(gathering.relay.pid, 'SIGCONT');
    expect([...(await alice.reads(room))].sort()).toEqual([...(await bob.reads(room))].sort());
    expect((await alice.reads(room)).length).toBe(all.length);
    // A way that both broke off is looked for again after a while, and one that comes to nothing is given up after 20 s.
  }, 120_000);

  test('two who lose each other while the relay is gone are introduced by a friend', async () => {
    const [room, alice, bob, cleo] = (await together('Alice', 'Bob', 'Cleo')) as [
      RoomId,
      HeadlessPerson,
      HeadlessPerson,
      HeadlessPerson,
    ];
    await Promise.all([alice, bob, cleo].map((person) => person.isKept(room)));
    await gathering.relay.end('SIGKILL');
    await alice.until(() => alice.device.engine.connection.current.state === 'offline');
    const lost = isDirectTo(alice, room, 1);
    links.get('Alice')?.drop(links.get('Bob')?.own ?? '', 'for a test');
    await lost;
    await Promise.all([alice, bob, cleo].map((person) => isDirectTo(person, room, 2)));
    await alice.says(room, 'Found again');
    await Promise.all([bob.sees(room, 'Found again'), cleo.sees(room, 'Found again')]);
  });
});
