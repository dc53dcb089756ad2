/** ENT-6 from one person to the other: real engines, a real relay, and what is left on their disks. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { payloadOf } from '#shared/entry/payload.ts';
import { monthOf, type EntryId, type RoomId } from '#shared/ids.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';

let relay: RelayProcess;
beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
});
afterAll(() => relay.discard());

const people: HeadlessPerson[] = [];
beforeEach(() => relay.start());
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.closes()));
});

function meet(name: string): Promise<HeadlessPerson> {
  const person = new HeadlessPerson(name, relay.origin);
  people.push(person);
  return person.opens();
}

async function aliceAndBob(): Promise<{ alice: HeadlessPerson; bob: HeadlessPerson; room: RoomId; link: string }> {
  const [alice, bob] = [await meet('Alice'), await meet('Bob')];
  const room = await alice.startsRoom();
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  await bob.joins(link);
  return { alice, bob, room, link };
}

/** What an entry says, sealed, as this device holds it. */
function payloadAt({ device }: HeadlessPerson, room: RoomId, id: EntryId): Buffer | undefined {
  const { timeline } = device.engine.room(room);
  const item = timeline.fold.item(id);
  const bytes = item && timeline.segment(item.segment)?.document.entry(item.writer, item.seq);
  const payload = bytes && payloadOf(bytes);
  return payload && Buffer.from(payload);
}

const librariesOf = ({ device }: HeadlessPerson): Buffer => Buffer.concat([...device.memory.library.values()].flat());

async function filesOfRelay(): Promise<Buffer> {
  const files = await readdir(relay.folder, { recursive: true, withFileTypes: true });
  const names = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  return Buffer.concat(await Promise.all(names.map((name) => readFile(name))));
}

const isGoneFrom = (person: HeadlessPerson, payload: Buffer): Promise<void> =>
  person.until(() => !librariesOf(person).includes(payload));

/** Alice deletes, and does not take it back. */
async function deletes(person: HeadlessPerson, room: RoomId, target: EntryId): Promise<void> {
  await person.device.do({ do: 'delete', room, target });
}

test('[ENT-6] what Alice deletes is gone, edits and quotes too: from her disk, from Bob’s and from the relay’s', async () => {
  const { alice, bob, room, link } = await aliceAndBob();
  const said = await alice.says(room, 'The code is 4711');
  const { entry: edit } = await alice.device.do({ do: 'edit', room, target: said, text: 'The code is 4712' });
  const answer = await bob.says(room, 'What code?', said);
  await bob.sees(room, 'The code is 4712');
  await alice.sees(room, 'What code?');
  await alice.isKept(room);
  const payloads = [payloadAt(alice, room, said), payloadAt(alice, room, edit as EntryId)].map((payload) => {
    if (!payload) throw new TypeError('it is there still');
    return payload;
  });
  for (const payload of payloads) {
    expect((await filesOfRelay()).includes(payload)).toBe(true);
    await bob.until(() => librariesOf(bob).includes(payload));
  }

  await deletes(alice, room, said);
  await bob.seesMessage(room, said, ({ deleted }) => deleted?.by === 'author');
  await bob.seesMessage(room, answer, ({ reply }) => reply?.gone === true);
  for (const payload of payloads) {
    await isGoneFrom(alice, payload);
    await isGoneFrom(bob, payload);
    expect((await filesOfRelay()).includes(payload)).toBe(false);
  }
  for (const person of [alice, bob]) expect(JSON.stringify(await person.rows(room))).not.toMatch(/471[12]/);

  const carol = await meet('Carol');
  await carol.joins(link);
  await carol.seesMessage(room, said, ({ deleted }) => deleted?.by === 'author');
  await carol.sees(room, 'What code?');
  expect(await carol.reads(room)).toEqual(await alice.reads(room));
  await bob.closes();
  await bob.opens();
  expect(await bob.reads(room)).toEqual(await alice.reads(room));
});

test('[ENT-6] who was away lets go of it once they are back', async () => {
  const { alice, bob, room } = await aliceAndBob();
  const said = await alice.says(room, 'Between us');
  await bob.sees(room, 'Between us');
  const payload = payloadAt(bob, room, said);
  if (!payload) throw new TypeError('it is there still');
  await bob.closes();
  await deletes(alice, room, said);
  await isGoneFrom(alice, payload);
  await alice.isKept(room);
  expect(librariesOf(bob).includes(payload)).toBe(true);
  await bob.opens();
  await isGoneFrom(bob, payload);
  await bob.seesMessage(room, said, ({ deleted }) => deleted !== undefined);
  expect(JSON.stringify(await bob.rows(room))).not.toContain('Between us');
});

test('[ENT-6] what is deleted before it was sent is never sent', async () => {
  const { alice, bob, room } = await aliceAndBob();
  await relay.end('SIGTERM');
  const said = await alice.says(room, 'Rash words');
  const payload = payloadAt(alice, room, said);
  if (!payload) throw new TypeError('it is there still');
  await deletes(alice, room, said);
  await alice.until(() => payloadAt(alice, room, said) === undefined);
  expect(alice.device.engine.relay.isOpen).toBe(false);
  await relay.start();
  await Promise.all([alice.triesAgain(), bob.triesAgain()]);
  await bob.seesMessage(room, said, ({ deleted, text }) => deleted !== undefined && text === '');
  await alice.isKept(room);
  expect(payloadAt(bob, room, said)).toBeUndefined();
  expect((await filesOfRelay()).includes(payload)).toBe(false);
});

test('[ENT-6] what a moderator deletes says so, is hidden at once and stays for seven days', async () => {
  const { alice, bob, room } = await aliceAndBob();
  const said = await bob.says(room, 'Spam, spam');
  await alice.sees(room, 'Spam, spam');
  await deletes(alice, room, said);
  await bob.seesMessage(room, said, ({ deleted }) => deleted?.by === 'moderator');
  for (const person of [alice, bob]) {
    await person.until(() => person.device.engine.room(room).timeline.fold.item(said)?.husk?.by === 'moderator');
    expect(payloadAt(person, room, said)).toBeDefined();
    expect(JSON.stringify(await person.rows(room))).not.toContain('Spam');
  }
});

test('[ENT-6] a message goes by itself when its author said so', async () => {
  const { alice, bob, room } = await aliceAndBob();
  const lasting = Date.now() + 1500;
  const { entry: said } = await alice.device.do({ do: 'send', room, text: 'For a moment', expires: lasting });
  await bob.sees(room, 'For a moment');
  const payload = payloadAt(bob, room, said as EntryId);
  if (!payload) throw new TypeError('it is there still');
  await bob.seesMessage(room, said as EntryId, ({ deleted }) => deleted?.by === 'expiry');
  for (const person of [alice, bob]) await isGoneFrom(person, payload);
  expect(monthOf(lasting)).toMatch(/^\d/);
});
