/** MRK-3 between two devices and a real relay: who is here and who writes is heard, is over by itself, and is told as settled. */
import { beforeEach, expect, test } from 'vitest';
import type { EpochId, RoomId } from '#shared/ids.ts';
import { LIVE_MS, LIVE_SKEW_MS, makeLive, type Attention } from '#shared/sync/live.ts';
import type { Live } from '#shared/wire/frames.ts';
import { Gathering, identityOf } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { webRandom } from './adapters/webRandom.ts';
import type { Present } from './engine/messages/people.ts';

const gathering = Gathering.forTests();
let alice: HeadlessPerson;
let bob: HeadlessPerson;
let room: RoomId;

beforeEach(async () => {
  ({ alice, bob, room } = await gathering.aliceAndBob());
  await bob.says(room, 'In');
  await alice.sees(room, 'In');
});

const attends = (person: HeadlessPerson, attention: Attention): Promise<unknown> =>
  person.device.do({ do: 'attend', room, attention });

/** The next word on who is there. */
async function hears(person: HeadlessPerson, begin: () => Promise<unknown>): Promise<readonly Present[]> {
  const said = person.device.heard((notice) => notice.is === 'presence' && notice.room === room);
  await begin();
  const notice = await said;
  return notice.is === 'presence' ? notice.present : [];
}

/** What is heard of who is there until a message comes that was said after it. */
async function hearsBefore(person: HeadlessPerson, by: HeadlessPerson, text: string): Promise<number> {
  let count = 0;
  const stop = person.device.engine.onNotice((notice) => {
    if (notice.is === 'presence') count++;
  });
  await by.says(room, text);
  await person.sees(room, text);
  stop();
  return count;
}

function word(by: HeadlessPerson, at: number, attention: Attention = 'here'): Live {
  const { keys } = by.device.engine;
  const epoch = by.device.engine.room(room).charter.keyring.usable(by.device.engine.room(room).charter.charter);
  if (!keys || !epoch) throw new TypeError('who is in has keys');
  const { device, signSecret: secretKey } = keys;
  const sealing = { epoch: epoch.epoch, epochKey: epoch.key, iv: webRandom.bytes(24) };
  return makeLive(room, at, attention, { device, secretKey, ...sealing });
}

test('[MRK-3] somebody is here, writes, is gone; and is gone 10 s after the last word of them', async () => {
  const identity = identityOf(alice);
  expect(await hears(bob, () => attends(alice, 'here'))).toEqual([{ identity, writing: false }]);
  expect(await hears(bob, () => attends(alice, 'writing'))).toEqual([{ identity, writing: true }]);
  expect(await hears(bob, () => attends(alice, 'away'))).toEqual([]);
  expect(await hears(bob, () => attends(alice, 'writing'))).toEqual([{ identity, writing: true }]);
  const began = performance.now();
  // The window is closed without a word: nobody says that it is over.
  expect(await hears(bob, () => Promise.resolve())).toEqual([]);
  expect(performance.now() - began).toBeGreaterThan(LIVE_MS / 2);
}, 60_000);

test('[MRK-3] nothing is told in a room that settles so, or by a person who does not want it', async () => {
  await bob.device.do({ do: 'me.hides', hides: { presence: true } });
  await attends(bob, 'writing');
  expect(await hearsBefore(alice, bob, 'Nobody saw me write')).toBe(0);
  await bob.device.do({ do: 'me.hides', hides: { presence: false } });
  expect(await hears(alice, () => attends(bob, 'here'))).toHaveLength(1);
  // Who stops telling is gone at once.
  expect(await hears(alice, () => bob.device.do({ do: 'me.hides', hides: { presence: true } }))).toEqual([]);
  await alice.device.do({ do: 'room.rules', room, rules: { presence: false } });
  await alice.says(room, 'No more of it');
  await bob.sees(room, 'No more of it');
  await attends(alice, 'writing');
  expect(await hearsBefore(bob, alice, 'Nor me')).toBe(0);
});

test('[MRK-3] receipts are a person’s own to give', async () => {
  const id = await alice.says(room, 'Who has this?');
  const said = await alice.seesMessage(room, id, () => true);
  await alice.until(async () => (await alice.copiesOf(room, said)).members === 1);
  await bob.device.do({ do: 'me.hides', hides: { receipts: true } });
  const later = await alice.says(room, 'And this?');
  await bob.sees(room, 'And this?');
  await bob.says(room, 'I have it, and do not say so');
  await alice.sees(room, 'I have it, and do not say so');
  const row = await alice.seesMessage(room, later, () => true);
  expect((await alice.copiesOf(room, row)).members).toBe(0);
});

test('[MRK-3] [T-48] what is old, played again, forged or of somebody out says nothing', async () => {
  const { attendance } = alice.device.engine;
  const now = Date.now();
  const good = word(bob, now);
  expect(attendance.hear(word(bob, now - LIVE_SKEW_MS - 5_000))).toBe(false);
  expect(attendance.hear(word(bob, now + LIVE_SKEW_MS + 60_000))).toBe(false);
  expect(attendance.hear({ ...good, sealed: good.sealed.map((byte) => byte ^ 1) })).toBe(false);
  expect(attendance.hear(good)).toBe(true);
  expect(attendance.hear(good)).toBe(false);
  expect(attendance.hear(word(bob, now - 1))).toBe(false);
  expect(attendance.hear(word(bob, now + 1))).toBe(true);
  expect(attendance.hear({ ...good, room: good.device as string as RoomId })).toBe(false);
  await alice.device.do({ do: 'member.remove', room, identity: identityOf(bob) });
  expect(attendance.hear(word(bob, now + 2))).toBe(false);
});

test('[T-48] a flood from a member leaves one word of them, whatever it is sealed under', () => {
  const { attendance } = alice.device.engine;
  const now = Date.now();
  const { keys } = bob.device.engine;
  if (!keys) throw new TypeError('Bob has keys');
  const sealing = { epoch: 'A'.repeat(43) as EpochId, epochKey: new Uint8Array(32), iv: webRandom.bytes(24) };
  let published = 0;
  const stop = alice.device.engine.onNotice((notice) => {
    if (notice.is === 'presence') published++;
  });
  for (let n = 0; n < 2_000; n++)
    attendance.hear(makeLive(room, now + n, 'here', { device: keys.device, secretKey: keys.signSecret, ...sealing }));
  stop();
  expect(attendance.size).toBe(1);
  expect(published).toBe(0);
});
