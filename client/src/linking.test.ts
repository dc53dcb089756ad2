/** Linking a second device, with the real engine and the real relay. */
import { describe, expect, test } from 'vitest';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { beginsLinking, linksAnother, linkStep } from '#testing/linkedDevice.ts';
import { identitySeed } from './engine/keys.ts';

const gathering = Gathering.forTests();

describe('[ID-6] a device that is linked', () => {
  test('has the same six words, then rooms, history and contacts; it writes, and the secret stays where it was', async () => {
    const [alice, bob] = [await gathering.somebody('Alice').opens(), await gathering.somebody('Bob').opens()];
    const room = await alice.startsRoom('Garden');
    await bob.joins(await alice.invites(room));
    await bob.says(room, 'Hello Alice');
    await alice.sees(room, 'Hello Alice');
    const bobs = bob.device.engine.keys?.identity;
    if (!bobs) throw new TypeError('Bob has an identity');
    await alice.device.do({ do: 'contact.verify', identity: bobs, verified: true });

    const { fresh, words } = await beginsLinking(gathering, alice);
    expect(words[0]).toHaveLength(6);
    expect(words[0]).toEqual(words[1]);
    const linked = linkStep(fresh, 'done');
    await alice.device.do({ do: 'link.answer', matches: true });
    await linked;

    const { self, keys, parts, contacts } = fresh.device.engine;
    expect(self).toMatchObject({ name: 'Alice', identity: alice.device.engine.keys?.identity });
    expect(keys?.device).not.toBe(alice.device.engine.keys?.device);
    expect(keys?.certificate.serial).toBe(1);
    expect(await identitySeed(parts.store)).toBeUndefined();
    expect(contacts.all).toMatchObject([{ identity: bobs }]);
    await fresh.sees(room, 'Hello Alice');
    await fresh.says(room, 'From my other device');
    await bob.sees(room, 'From my other device');
    expect((await bob.reads(room)).at(-1)).toBe('Alice: From my other device');
    await alice.sees(room, 'From my other device');
    await alice.says(room, 'And from the first');
    await fresh.sees(room, 'And from the first');
  });

  test('hears of rooms that are made afterwards on the first one', async () => {
    const alice = await gathering.somebody('Alice').opens();
    await alice.startsRoom('First');
    const fresh = await linksAnother(gathering, alice);
    const later = await alice.startsRoom('Later');
    await alice.says(later, 'For both');
    await fresh.until(() => fresh.device.engine.view.summary(later) !== undefined);
    await fresh.sees(later, 'For both');
  });

  test('[ID-5] and the first go on telling each other whom their person verified, what they began to write and how far they read', async () => {
    const [alice, bob] = [await gathering.somebody('Alice').opens(), await gathering.somebody('Bob').opens()];
    const room = await alice.startsRoom('Garden');
    await bob.joins(await alice.invites(room));
    await alice.says(room, 'Hello');
    const fresh = await linksAnother(gathering, alice);
    await fresh.sees(room, 'Hello');
    const bobs = bob.device.engine.keys?.identity;
    if (!bobs) throw new TypeError('Bob has an identity');

    await fresh.device.do({ do: 'contact.verify', identity: bobs, verified: true });
    await fresh.device.do({ do: 'draft', room, draft: { text: 'half a thou' } });
    const summary = ({ device }: HeadlessPerson) => device.engine.view.summary(room);
    await alice.until(() => summary(alice)?.draft?.text === 'half a thou');
    expect(alice.device.engine.contacts.all).toMatchObject([
      { identity: bobs, verified: expect.any(Number) as number },
    ]);

    await bob.says(room, 'Anybody there?');
    await alice.sees(room, 'Anybody there?');
    await fresh.until(() => summary(fresh)?.unread === 1);
    const newest = (await alice.rows(room)).at(-1);
    await alice.device.do({ do: 'read', room, upTo: newest?.order ?? '' });
    await alice.device.do({ do: 'rename', name: 'Alice Liddell' });
    await alice.says(room, 'half a thought');
    await fresh.until(() => {
      const { self } = fresh.device.engine;
      return summary(fresh)?.unread === 0 && summary(fresh)?.draft === undefined && self?.name === 'Alice Liddell';
    });
  });

  test('cannot link another or make a recovery code: it has no secret to do it with', async () => {
    const alice = await gathering.somebody('Alice').opens();
    await alice.startsRoom();
    const fresh = await linksAnother(gathering, alice);
    const { engine } = fresh.device;
    expect(await engine.handle('a', { do: 'link.offer' })).toMatchObject({ ok: false, code: 'no-identity' });
    expect(await engine.handle('b', { do: 'recovery.draw' })).toMatchObject({ ok: false, code: 'no-identity' });
  });
});

test('[T-46] [EPO-5] a device that is revoked is out of every room, reads nothing more, says so and locks', async () => {
  const [alice, bob] = [await gathering.somebody('Alice').opens(), await gathering.somebody('Bob').opens()];
  const room = await alice.startsRoom('Garden');
  await bob.joins(await alice.invites(room));
  const lost = await linksAnother(gathering, alice);
  await bob.says(room, 'Hello Alice');
  await lost.sees(room, 'Hello Alice');
  await lost.says(room, 'From the phone');
  await bob.sees(room, 'From the phone');
  await alice.sees(room, 'From the phone');
  const device = lost.device.engine.keys?.device;
  if (!device) throw new TypeError('it has keys');

  const locked = lost.device.heard((notice) => notice.is === 'self' && notice.self?.revoked === true);
  await alice.device.do({ do: 'device.revoke', device });
  await locked;
  await alice.says(room, 'It was stolen');
  await bob.sees(room, 'It was stolen');
  await bob.says(room, 'Good that you say so');
  await alice.sees(room, 'Good that you say so');
  expect(await bob.reads(room)).toContain('Alice: From the phone');

  expect(await lost.device.engine.handle('after', { do: 'send', room, text: 'I am Alice' })).toMatchObject({
    ok: false,
    code: 'revoked',
  });
  await lost.closes();
  await lost.opens();
  expect(lost.device.engine.self?.revoked).toBe(true);
  expect(await lost.reads(room)).not.toContain('Alice: It was stolen');
  for (const { engine } of [alice.device, bob.device])
    expect(engine.room(room).charter.charter.state().devices.get(device)).toMatchObject({ live: false, revoked: true });
});

describe('[ID-6] nothing is handed over', () => {
  test('when the words do not match: both say so, and the new device is nobody’s', async () => {
    const alice = await gathering.somebody('Alice').opens();
    await alice.startsRoom();
    const { fresh } = await beginsLinking(gathering, alice);
    const both = Promise.all([linkStep(alice, 'failed'), linkStep(fresh, 'failed')]);
    await alice.device.do({ do: 'link.answer', matches: false });
    for (const { say } of await both) expect(say).toContain('did not match');
    expect(fresh.device.engine.self).toBeUndefined();
  });

  test('to whoever takes a code that was taken before', async () => {
    const alice = await gathering.somebody('Alice').opens();
    await alice.startsRoom();
    const { link } = await beginsLinking(gathering, alice);
    const late = gathering.somebody('late');
    await late.device.start();
    const refused = linkStep(late, 'failed');
    await late.device.do({ do: 'link.take', code: link });
    expect((await refused).say).toContain('used already');
  });
});
