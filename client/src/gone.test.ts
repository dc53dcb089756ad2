/** ENT-6 from one person to the other: real engines, a real relay, and what is left on their disks. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { payloadOf } from '#shared/entry/payload.ts';
import { monthOf, type EntryId, type IdentityId, type RoomId } from '#shared/ids.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';

const gathering = Gathering.forTests();

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
  const files = await readdir(gathering.relay.folder, { recursive: true, withFileTypes: true });
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
  const { alice, bob, room, link } = await gathering.aliceAndBob({ open: true });
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

  const carol = await gathering.meet('Carol');
  await carol.joins(link);
  await carol.seesMessage(room, said, ({ deleted }) => deleted?.by === 'author');
  await carol.sees(room, 'What code?');
  expect(await carol.reads(room)).toEqual(await alice.reads(room));
  await bob.closes();
  await bob.opens();
  expect(await bob.reads(room)).toEqual(await alice.reads(room));
});

test('[ENT-6] who was away lets go of it once they are back', async () => {
  const { alice, bob, room } = await gathering.aliceAndBob({ open: true });
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
  const { alice, bob, room } = await gathering.aliceAndBob({ open: true });
  await gathering.relay.end('SIGTERM');
  const said = await alice.says(room, 'Rash words');
  const payload = payloadAt(alice, room, said);
  if (!payload) throw new TypeError('it is there still');
  await deletes(alice, room, said);
  await alice.until(() => payloadAt(alice, room, said) === undefined);
  expect(alice.device.engine.relay.isOpen).toBe(false);
  await gathering.relay.start();
  await Promise.all([alice.triesAgain(), bob.triesAgain()]);
  await bob.seesMessage(room, said, ({ deleted, text }) => deleted !== undefined && text === '');
  await alice.isKept(room);
  expect(payloadAt(bob, room, said)).toBeUndefined();
  expect((await filesOfRelay()).includes(payload)).toBe(false);
});

test('[ENT-6] what a moderator deletes says so, is hidden at once and stays for seven days', async () => {
  const { alice, bob, room } = await gathering.aliceAndBob({ open: true });
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
  const { alice, bob, room } = await gathering.aliceAndBob({ open: true });
  const lasting = Date.now() + 1500;
  const { entry: said } = await alice.device.do({ do: 'send', room, text: 'For a moment', expires: lasting });
  await bob.sees(room, 'For a moment');
  const payload = payloadAt(bob, room, said as EntryId);
  if (!payload) throw new TypeError('it is there still');
  await bob.seesMessage(room, said as EntryId, ({ deleted }) => deleted?.by === 'expiry');
  for (const person of [alice, bob]) await isGoneFrom(person, payload);
  expect(monthOf(lasting)).toMatch(/^\d/);
});

/** What somebody is called in a room, as its members are known there. */
async function identityOf(person: HeadlessPerson, room: RoomId, name: string): Promise<IdentityId> {
  let found: IdentityId | undefined;
  await person.until(async () => {
    found = (await person.details(room))?.members.find((member) => member.name === name)?.identity;
    return found !== undefined;
  });
  if (!found) throw new TypeError('it was waited for');
  return found;
}

test('[T-36] [T-55] what a moderator deletes while being demoted comes back, to everybody and to the moderator', async () => {
  const { alice, bob, room, link } = await gathering.aliceAndBob({ open: true });
  const carol = await gathering.meet('Carol');
  await carol.joins(link);
  const said = await carol.says(room, 'The north slope is mine');
  const kept = await carol.says(room, 'And the south slope');
  for (const person of [alice, bob]) await person.sees(room, 'The north slope is mine', 'And the south slope');
  // So that everybody knows each other's names, and where each other's lists stand.
  await bob.says(room, 'Is it?');
  await alice.sees(room, 'Is it?');
  const identity = await identityOf(alice, room, 'Bob');
  await alice.device.do({ do: 'member.role', room, identity, role: 'moderator' });
  const rankOfBob = (person: HeadlessPerson) =>
    person.device.engine.room(room).charter.charter.state().members.get(identity)?.rank;
  for (const person of [bob, carol]) await person.until(() => rankOfBob(person) === 'moderator');
  await deletes(bob, room, kept);
  await alice.seesMessage(room, kept, ({ deleted }) => deleted?.by === 'moderator');
  await alice.isKept(room);
  await bob.isKept(room);

  // Out of reach Bob deletes the other one, while Alice makes him a member.
  await gathering.relay.end('SIGTERM');
  await deletes(bob, room, said);
  await bob.seesMessage(room, said, ({ deleted }) => deleted?.by === 'moderator');
  await alice.device.do({ do: 'member.role', room, identity, role: 'member' });
  await gathering.relay.start();
  for (const person of [alice, bob, carol]) await person.triesAgain();
  await bob.until(() => rankOfBob(bob) === 'member');
  await bob.seesMessage(room, said, ({ text, deleted }) => !deleted && text === 'The north slope is mine');
  const last = await bob.says(room, 'As you like');
  for (const person of [alice, carol]) {
    await person.seesMessage(room, last, () => true);
    await person.seesMessage(room, said, ({ text, deleted }) => !deleted && text === 'The north slope is mine');
    // What he deleted as a moderator, and Alice had seen of him, stays deleted.
    await person.seesMessage(room, kept, ({ deleted }) => deleted?.by === 'moderator');
    expect(payloadAt(person, room, said)).toBeDefined();
  }
});
