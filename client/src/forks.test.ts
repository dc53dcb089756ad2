/** A device that tells two sides different things, until they meet; with real engines and real relays. */
import { afterEach, beforeAll, expect, test } from 'vitest';
import { equalBytes } from '#shared/bytes.ts';
import { encodeState } from '#shared/charter/encodeState.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { IdentityId, RoomId } from '#shared/ids.ts';
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

async function threeInARoom() {
  const relay = await startRelay();
  const [alice, bob, mallory] = [person('Alice', relay), person('Bob', relay), person('Mallory', relay)];
  for (const who of [alice, bob, mallory]) await who.opens();
  const room = await alice.startsRoom();
  const link = await alice.invites(room, { open: true });
  await alice.isKept(room);
  for (const who of [bob, mallory]) await who.joins(link);
  return { relay, alice, bob, mallory, room };
}

/** From now on there are two relays that know the same: Alice and Mallory are on one, a twin of Mallory and Bob on the other. */
async function parted(relay: RelayProcess, alice: HeadlessPerson, bob: HeadlessPerson, mallory: HeadlessPerson) {
  for (const who of [alice, bob, mallory]) await who.closes();
  await relay.end('SIGTERM');
  const other = await relay.startLike();
  undo.push(() => other.discard());
  await relay.start();
  const [twin, bobThere] = [person('Mallory', other, mallory), person('Bob', other, bob)];
  for (const who of [alice, mallory, twin, bobThere]) await who.opens();
  return { twin, bobThere };
}

/** Several relays are started one after the other, which a busy machine takes a while over. */
const TIMEOUT = 180_000;

test(
  '[T-38] [LOG-8] what one device told two sides is in nobody’s timeline once they meet, and it is shown as faulty',
  { timeout: TIMEOUT },
  async () => {
    const { relay, alice, bob, mallory, room } = await threeInARoom();
    await tells(mallory, room, 'before');
    for (const who of [alice, bob]) await who.sees(room, 'before');

    const { twin, bobThere } = await parted(relay, alice, bob, mallory);
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

/** What the room's charter says on this device, as bytes. */
function charterOf(who: HeadlessPerson, room: RoomId): Uint8Array {
  const charter = who.device.engine.rooms.get(room)?.charter.charter;
  return charter ? encodeState(charter.state()) : new Uint8Array();
}

test(
  '[LOG-8a] [T-53] what others built on either branch of a charter stands, on relays and devices alike, and a newcomer has it all',
  { timeout: TIMEOUT },
  async () => {
    const { relay, alice, bob, mallory, room } = await threeInARoom();
    for (const [name, who] of Object.entries({ Bob: bob, Mallory: mallory })) {
      await tells(who, room, `${name} is here`);
      await alice.sees(room, `${name} is here`);
      const identity = await memberCalled(alice, room, name);
      await alice.device.do({ do: 'member.role', room, identity, role: 'admin' });
      await who.until(
        async () => (await who.details(room))?.members.some((one) => one.me && one.rank === 'admin') ?? false,
      );
    }
    for (const who of [alice, bob, mallory]) await who.isKept(room);

    const { twin, bobThere } = await parted(relay, alice, bob, mallory);
    // One invite here, two there; on each side somebody says something that rests on them, and Bob makes one of his own.
    await mallory.invites(room);
    await mallory.isKept(room);
    await alice.until(async () => (await alice.details(room))?.invites.length === 2);
    await tells(alice, room, 'here');
    for (let more = 0; more < 2; more++) await twin.invites(room);
    await twin.isKept(room);
    await bobThere.until(async () => (await bobThere.details(room))?.invites.length === 3);
    await tells(bobThere, room, 'there');
    await bobThere.invites(room);
    await bobThere.isKept(room);
    for (const who of [mallory, twin, bobThere]) await who.closes();

    const back = person('Bob', relay, bobThere);
    await back.opens();
    for (const who of [alice, back]) {
      await who.sees(room, 'here', 'there');
      await who.until(() => isFaulty(who, room));
    }
    const carol = person('Carol', relay);
    await carol.opens();
    await carol.joins(await alice.invites(room, { open: true }));
    await carol.sees(room, 'here', 'there');
    await tells(back, room, 'all of us');
    for (const who of [alice, back, carol]) {
      await who.sees(room, 'all of us');
      await who.until(() => equalBytes(charterOf(who, room), charterOf(alice, room)));
      const details = await who.details(room);
      // Alice's first and Bob's, both of the twin's that Bob's rests on, and Carol's; of the other branch nothing.
      expect(details?.invites).toHaveLength(5);
      expect(details?.members.find(({ name }) => name === 'Mallory')).toMatchObject({
        faulty: true,
        devices: 0,
        rank: 'admin',
      });
    }
  },
);

async function memberCalled(who: HeadlessPerson, room: RoomId, called: string): Promise<IdentityId> {
  const named = async () => (await who.details(room))?.members.find(({ name }) => name === called);
  await who.until(async () => (await named()) !== undefined);
  const found = await named();
  if (!found) throw new RangeError(`nobody here is called ${called}`);
  return found.identity;
}
