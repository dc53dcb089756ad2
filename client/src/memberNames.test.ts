/** TIM-7: who may say nothing has a name all the same, and nobody but the room reads it. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';

let relay: RelayProcess;
let alice: HeadlessPerson;
let bob: HeadlessPerson;

beforeEach(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
  alice = await new HeadlessPerson('Alice', relay.origin).opens();
  bob = await new HeadlessPerson('Zebedee', relay.origin).opens();
});
afterEach(async () => {
  await Promise.all([alice.closes(), bob.closes()]);
  await relay.discard();
});

test('[TIM-7] a newcomer to a read-only room is named, renames themselves, and by the timeline once they may write', async () => {
  const room = await alice.startsRoom();
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'admin' } });
  const link = await alice.invites(room);
  await alice.isKept(room);
  await bob.joins(link);
  const named = (name: string) =>
    alice.until(async () => (await alice.details(room))?.members.some((member) => member.name === name) === true);
  await named('Zebedee');
  await bob.device.do({ do: 'rename', name: 'Zachariah' });
  await named('Zachariah');
  await alice.device.do({ do: 'room.rules', room, rules: { write: 'member' } });
  await bob.until(async () => (await bob.details(room))?.may.write === true);
  await bob.device.do({ do: 'rename', name: 'Zoe' });
  await bob.says(room, 'At last');
  await named('Zoe');
  await alice.sees(room, 'At last');
  expect((await alice.reads(room)).at(-1)).toBe('Zoe: At last');
  // Sealed: the relay keeps no name in clear.
  await bob.isKept(room);
  await relay.end('SIGTERM');
  const data = join(relay.folder, 'data');
  for (const file of readdirSync(data).filter((name) => name.startsWith('relay.sqlite')))
    for (const name of ['Zebedee', 'Zachariah', 'Zoe'])
      expect(readFileSync(join(data, file)).includes(name)).toBe(false);
});
