/** A device that tells two sides different things, until they meet; with real engines and real relays. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { RoomId } from '#shared/ids.ts';
import { systemClock } from './adapters/systemClock.ts';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { RelayProcess } from '#testing/relayProcess.ts';

beforeAll(() => cryptoReady());
const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

async function startRelay(): Promise<RelayProcess> {
  const relay = await RelayProcess.start();
  undo.push(() => relay.discard());
  return relay;
}

function person(name: string, relay: RelayProcess, like?: HeadlessPerson): HeadlessPerson {
  const made = new HeadlessPerson(name, relay.origin, systemClock, like?.device.memory.copy());
  undo.push(() => made.closes());
  return made;
}

const isFaulty = async (who: HeadlessPerson, room: RoomId): Promise<boolean> =>
  (await who.details(room))?.members.some(({ name, faulty }) => name === 'Mallory' && faulty === true) ?? false;

/** Says it, and waits until the relay has it. */
async function tells(who: HeadlessPerson, room: RoomId, text: string): Promise<void> {
  const said = await who.seesMessage(room, await who.says(room, text), () => true);
  await who.until(async () => (await who.copiesOf(room, said)).relay);
}

/** Several relays are started one after the other, which a busy machine takes a while over. */
const TIMEOUT = 180_000;

test(
  '[T-38] [LOG-8] what one device told two sides is in nobody’s timeline once they meet, and it is shown as faulty',
  { timeout: TIMEOUT },
  async () => {
    const relay = await startRelay();
    const [alice, bob, mallory] = [person('Alice', relay), person('Bob', relay), person('Mallory', relay)];
    for (const who of [alice, bob, mallory]) await who.opens();
    const room = await alice.startsRoom();
    const link = await alice.invites(room, { open: true });
    await alice.isKept(room);
    for (const who of [bob, mallory]) await who.joins(link);
    await tells(mallory, room, 'before');
    for (const who of [alice, bob]) await who.sees(room, 'before');
    for (const who of [alice, bob, mallory]) await who.closes();
    await relay.end('SIGTERM');

    const other = await relay.startLike();
    undo.push(() => other.discard());
    await relay.start();
    const twin = person('Mallory', other, mallory);
    const bobThere = person('Bob', other, bob);
    for (const who of [alice, mallory, twin, bobThere]) await who.opens();
    await mallory.says(room, 'yes');
    await twin.says(room, 'no');
    await twin.says(room, 'never');
    await alice.sees(room, 'yes');
    await bobThere.sees(room, 'never');
    await tells(bobThere, room, 'Bob heard it');
    for (const who of [mallory, twin, bobThere]) await who.closes();

    const back = person('Bob', relay, bobThere);
    await back.opens();
    await alice.sees(room, 'Bob heard it');
    for (const who of [alice, back]) {
      await who.until(() => isFaulty(who, room));
      await who.until(
        async () => !(await who.messages(room)).some(({ text }) => ['yes', 'no', 'never'].includes(text)),
      );
      expect(await who.reads(room)).toEqual(['Mallory: before', 'Bob: Bob heard it']);
    }
  },
);
