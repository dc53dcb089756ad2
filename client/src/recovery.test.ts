/** Losing everything and coming back, with the real engine and the real relay. */
import { describe, expect, test } from 'vitest';
import { TABLES } from '#shared/ports/deviceStore.ts';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { memoryStore } from './adapters/memoryStore.ts';
import { HeadlessDevice } from './headless.ts';

const gathering = Gathering.forTests();

/** The words, once the relay has the copy. */
async function makesCode({ device }: HeadlessPerson, passphrase = ''): Promise<string> {
  const { words = [] } = await device.do({ do: 'recovery.draw' });
  const saved = device.heard((notice) => notice.is === 'recovery' && notice.recovery?.saved !== undefined);
  await device.do({ do: 'recovery.keep', words: words.join(' '), passphrase });
  await saved;
  return words.join(' ');
}

async function recovers(words: string, passphrase = '', file?: Uint8Array): Promise<HeadlessPerson> {
  const person = gathering.somebody('nobody yet');
  await person.device.start();
  await person.device.do({ do: 'recovery.restore', words, passphrase, ...(file && { file }) });
  return person;
}

const refusal = async (words: string, passphrase = '', file?: Uint8Array): Promise<string> => {
  const device = new HeadlessDevice({ relay: gathering.relay.origin });
  await device.start();
  const answer = await device.engine.handle('one', {
    do: 'recovery.restore',
    words,
    passphrase,
    ...(file && { file }),
  });
  expect(device.engine.self).toBeUndefined();
  const store = memoryStore(device.memory.disk);
  for (const table of TABLES) expect(await store.range(table, {}), table).toEqual([]);
  await device.stop();
  return answer.ok ? 'ok' : answer.code;
};

describe('[ID-7] with nothing but the relay and twelve words', () => {
  test('identity, rooms and history are back, on a new device that writes; the others see one person', async () => {
    const [alice, bob] = [await gathering.somebody('Alice').opens(), await gathering.somebody('Bob').opens()];
    const room = await alice.startsRoom('Garden');
    await bob.joins(await alice.invites(room));
    await alice.says(room, 'Before the loss');
    await bob.says(room, 'An answer');
    await alice.sees(room, 'An answer');
    const bobs = bob.device.engine.keys?.identity;
    if (!bobs) throw new TypeError('Bob has an identity');
    await alice.device.do({ do: 'contact.verify', identity: bobs, verified: true });
    const words = await makesCode(alice);
    await alice.isKept(room);
    const before = alice.device.engine.keys;
    await alice.closes();

    const back = await recovers(words);
    expect(back.device.engine.self?.name).toBe('Alice');
    expect(back.device.engine.keys?.identity).toBe(before?.identity);
    expect(back.device.engine.keys?.device).not.toBe(before?.device);
    expect(back.device.engine.contacts.all).toMatchObject([{ identity: bobs }]);
    await back.sees(room, 'Before the loss', 'An answer');
    // The relay alone says that this is all there is, until Bob's device has something that was written since.
    const unconfirmed = async () => (await back.details(room))?.kept.unconfirmed;
    expect(await unconfirmed()).toBe(true);
    await back.says(room, 'Back again');
    await bob.sees(room, 'Back again');
    await back.until(async () => (await unconfirmed()) === undefined);
    expect((await bob.reads(room)).at(-1)).toBe('Alice: Back again');
    await bob.says(room, 'Welcome back');
    await back.sees(room, 'Welcome back');
    await bob.until(async () => {
      const members = (await bob.details(room))?.members ?? [];
      return members.length === 2 && members.some(({ name, devices }) => name === 'Alice' && devices === 2);
    });
  });

  test('a room made after the code is in the copy, too, and so is a key that came later', async () => {
    const alice = await gathering.somebody('Alice').opens();
    await alice.startsRoom('First');
    const words = await makesCode(alice);
    const saved = alice.device.engine.recovery.saves;
    const room = await alice.startsRoom('Second');
    await alice.says(room, 'Later');
    await alice.isKept(room);
    await alice.until(() => alice.device.engine.recovery.saves > saved);
    await alice.closes();
    const back = await recovers(words);
    await back.sees(room, 'Later');
  });
});

describe('[ID-7] without the relay’s copy', () => {
  test('a file brings the same back; what is in it is opened by the words alone', async () => {
    const alice = await gathering.somebody('Alice').opens();
    const room = await alice.startsRoom('Garden');
    await alice.says(room, 'Kept');
    const words = await makesCode(alice, 'over the hill');
    const { file } = await alice.device.do({ do: 'recovery.file' });
    await alice.isKept(room);
    await alice.closes();
    await gathering.relay.end('SIGTERM');
    const back = await recovers(words, 'over the hill', file);
    expect(back.device.engine.self?.name).toBe('Alice');
    expect(back.device.engine.view.summary(room)?.name).toBe('Garden');
    await gathering.relay.start();
    await back.triesAgain();
    await back.sees(room, 'Kept');
  });
});

describe('[ID-7] [T-25] an old copy', () => {
  test('is called out once the person’s own room tells of a newer one; the next goes beyond it', async () => {
    const alice = await gathering.somebody('Alice').opens();
    await alice.startsRoom('First');
    const words = await makesCode(alice);
    const { file } = await alice.device.do({ do: 'recovery.file' });
    for (const name of ['Second', 'Third']) {
      const { saves } = alice.device.engine.recovery;
      await alice.startsRoom(name);
      await alice.until(() => alice.device.engine.recovery.saves > saves);
    }
    const newest = alice.device.engine.recovery.version ?? 0;
    await alice.until(() => alice.device.engine.outbox.unacknowledged === 0);
    await alice.closes();
    await gathering.relay.end('SIGTERM');
    const back = await recovers(words, '', file);
    const toldOff = back.device.heard((notice) => notice.is === 'trouble' && notice.code === 'recovery-old');
    await gathering.relay.start();
    await back.triesAgain();
    await toldOff;
    expect(back.device.engine.recovery.version).toBeGreaterThanOrEqual(newest);
  });
});

describe('[T-25] what does not open', () => {
  test('is called what it is, and changes nothing', async () => {
    const alice = await gathering.somebody('Alice').opens();
    await alice.startsRoom('Garden');
    const words = await makesCode(alice, 'over the hill');
    const { file = new Uint8Array() } = await alice.device.do({ do: 'recovery.file' });
    const other = (await alice.device.do({ do: 'recovery.draw' })).words ?? [];
    expect(await refusal(words, 'under the hill')).toBe('recovery-wrong');
    expect(await refusal(other.join(' '))).toBe('no-copy');
    expect(await refusal(other.join(' '), '', file)).toBe('recovery-wrong');
    expect(await refusal(words.slice(words.indexOf(' ') + 1))).toBe('recovery-length');
    expect(await refusal(`xyzzy${words.slice(words.indexOf(' '))}`)).toBe('recovery-word');
    await gathering.relay.end('SIGTERM');
    expect(await refusal(words)).toBe('unreachable');
    expect(await refusal(words, 'over the hill', file.slice(0, -3))).toBe('recovery-cut');
  });

  test('somebody who is here already is not replaced', async () => {
    const [alice, bob] = [await gathering.somebody('Alice').opens(), await gathering.somebody('Bob').opens()];
    const words = await makesCode(alice);
    const answer = await bob.device.engine.handle('one', { do: 'recovery.restore', words, passphrase: '' });
    expect(answer).toMatchObject({ ok: false, code: 'not-empty' });
    expect(bob.device.engine.self?.name).toBe('Bob');
  });
});
