/** ID-6: what a linked device does by its person's recovery code, with the real engine and the real relay. */
import { expect, test } from 'vitest';
import { Gathering } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { identitySeed } from './engine/keys.ts';
import type { RecoveryCode } from './engine/messages/command.ts';
import type { LinkProgress } from './engine/messages/devices.ts';

const gathering = Gathering.forTests();

const reaches = ({ device }: HeadlessPerson, step: LinkProgress['step']) =>
  device.heard((notice) => notice.is === 'link' && notice.link.step === step);

/** A new device of the holder's person. */
async function links(holder: HeadlessPerson, code?: RecoveryCode): Promise<HeadlessPerson> {
  const fresh = gathering.somebody('nobody yet');
  await fresh.device.start();
  const { link = '' } = await holder.device.do({ do: 'link.offer', ...(code && { code }) });
  const shown = Promise.all([reaches(holder, 'compare'), reaches(fresh, 'compare')]);
  await fresh.device.do({ do: 'link.take', code: link });
  await shown;
  const linked = reaches(fresh, 'done');
  await holder.device.do({ do: 'link.answer', matches: true });
  await linked;
  return fresh;
}

/** Somebody with a recovery code made on their first device, and a second one that was linked. */
async function onTwo(name: string) {
  const first = await gathering.somebody(name).opens();
  const room = await first.startsRoom('Garden');
  const { words = [] } = await first.device.do({ do: 'recovery.draw' });
  const code = { words: words.join(' '), passphrase: '' };
  await first.device.do({ do: 'recovery.keep', ...code });
  return { first, second: await links(first), room, code };
}

test('[ID-6] by the recovery code a linked device gives another up; without it, or by another’s, nothing happens', async () => {
  const { first, second, code } = await onTwo('Alice');
  const { code: another } = await onTwo('Mallory');
  const device = first.device.engine.keys?.device;
  if (!device) throw new TypeError('it has keys');
  const ask = (id: string, given?: RecoveryCode) =>
    second.device.engine.handle(id, { do: 'device.revoke', device, ...(given && { code: given }) });
  expect(await ask('a')).toMatchObject({ ok: false, code: 'no-identity' });
  expect(await ask('b', { ...code, words: 'river' })).toMatchObject({ ok: false, code: 'recovery-length' });
  expect(await ask('c', another)).toMatchObject({ ok: false, code: 'other-identity' });
  expect(first.device.engine.self?.revoked).toBeUndefined();

  const locked = first.device.heard((notice) => notice.is === 'self' && notice.self?.revoked === true);
  expect(await ask('d', code)).toEqual({ ok: true });
  await locked;
  expect(await identitySeed(second.device.engine.parts.store)).toBeUndefined();
});

test('[ID-6] by the recovery code a linked device links a third, at once; the third is in its rooms', async () => {
  const { second, room, code } = await onTwo('Alice');
  const third = await links(second, code);
  await third.until(async () => (await third.details(room))?.may.write === true);
  await third.says(room, 'I am the third');
  await second.sees(room, 'I am the third');
  expect(third.device.engine.keys?.identity).toBe(second.device.engine.keys?.identity);
  expect(third.device.engine.keys?.certificate.serial).toBeGreaterThan(1);
});

test('[ID-6] a device knows from its first moment that it holds the secret, and a linked one that it does not', async () => {
  const { first, second } = await onTwo('Alice');
  const linkedOf = async ({ device }: HeadlessPerson) => {
    const told = device.heard((notice) => notice.is === 'devices');
    const here = device.engine.keys?.device;
    if (here) await device.do({ do: 'device.rename', device: here, name: 'Mine' });
    const notice = await told;
    return notice.devices.find((each) => each.here)?.linked === true;
  };
  expect([await linkedOf(first), await linkedOf(second)]).toEqual([false, true]);
});
