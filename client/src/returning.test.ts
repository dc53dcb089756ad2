/** Somebody with two devices who was out of a room and is back in: real engines, a real relay. */
import { describe, expect, test } from 'vitest';
import { decode } from '#shared/cbor.ts';
import type { DeviceId, RoomId } from '#shared/ids.ts';
import { Gathering, identityOf } from '#testing/gathering.ts';
import type { HeadlessPerson } from '#testing/headlessPerson.ts';
import { linksAnother } from '#testing/linkedDevice.ts';

const gathering = Gathering.forTests();

const isOut = ({ device }: HeadlessPerson, room: RoomId): boolean => device.engine.view.summary(room)?.left === true;

/** Alice's room, in which Bob is with a laptop and a phone. */
async function twoDevices() {
  const { alice, bob: laptop, room } = await gathering.aliceAndBob({ open: true });
  const phone = await linksAnother(gathering, laptop);
  await alice.says(room, 'Hello Bob');
  await phone.sees(room, 'Hello Bob');
  return { alice, laptop, phone, room };
}

const deviceOf = ({ device }: HeadlessPerson): DeviceId => {
  const own = device.engine.keys?.device;
  if (!own) throw new TypeError('who has opened has keys');
  return own;
};

/** As somebody's charter has it. */
const standing = (device: DeviceId, seen: HeadlessPerson, room: RoomId) =>
  seen.device.engine.room(room).charter.charter.state().devices.get(device);

/** How much the person's devices have told each other. */
function toldBy({ device: { engine } }: HeadlessPerson): number {
  const { id } = engine.selfRoom;
  if (id === undefined) throw new TypeError('who has two devices has a self room');
  return engine.room(id).documents.reduce((sum, { log }) => sum + log.size, 0);
}

/** What the person's devices have told each other of the room. */
function saysLeft({ device: { engine } }: HeadlessPerson, room: RoomId): boolean | undefined {
  const [self, me] = [engine.selfRoom.id, engine.keys?.identity];
  const told = self && me && engine.room(self).timeline.fold.kept(me).get(`room/${room}`);
  const read = told && decode(told);
  return read?.ok ? (read.value as { readonly left: boolean }).left : undefined;
}

async function comesBack(device: HeadlessPerson, alice: HeadlessPerson, room: RoomId): Promise<void> {
  await device.until(() => isOut(device, room));
  await device.joins(await alice.invites(room, { open: true }));
}

/** Both read and are read. */
async function talk(alice: HeadlessPerson, device: HeadlessPerson, room: RoomId): Promise<void> {
  await alice.says(room, 'Welcome back');
  await device.sees(room, 'Welcome back');
  await device.says(room, 'From the other one');
  await alice.sees(room, 'From the other one');
}

describe('[ID-8] who is back in a room with one device has the other back in it, which does nothing for it', () => {
  test('after leaving; and the two do not contradict each other meanwhile', async () => {
    const { alice, laptop, phone, room } = await twoDevices();
    await laptop.device.do({ do: 'room.leave', room });
    await phone.until(() => isOut(phone, room));
    const before = toldBy(laptop);
    await comesBack(laptop, alice, room);
    await talk(alice, phone, room);
    await phone.until(() => !isOut(phone, room));
    // That it was left, and that it is not; its keys, its names: a handful. It was one more every 50 ms, for as long as they differed.
    expect(toldBy(laptop) - before).toBeLessThan(10);
  });

  test('after being put out, whichever device it is', async () => {
    const { alice, laptop, phone, room } = await twoDevices();
    await alice.device.do({ do: 'member.remove', room, identity: identityOf(laptop) });
    await laptop.until(() => isOut(laptop, room));
    await comesBack(phone, alice, room);
    await talk(alice, laptop, room);
  });

  test('the other was away for all of it', async () => {
    const { alice, laptop, phone, room } = await twoDevices();
    const one = deviceOf(laptop);
    await phone.closes();
    await laptop.device.do({ do: 'room.leave', room });
    await comesBack(laptop, alice, room);
    await alice.until(() => standing(one, alice, room)?.live === true);
    await phone.opens();
    await talk(alice, phone, room);
  });

  test('the other heard that they left, and was away when they came back', async () => {
    const { alice, laptop, phone, room } = await twoDevices();
    await laptop.device.do({ do: 'room.leave', room });
    await phone.until(() => isOut(phone, room));
    await phone.closes();
    await phone.opens();
    expect(isOut(phone, room), 'it is turned to no more').toBe(true);
    expect(phone.device.engine.rooms.has(room)).toBe(false);
    const one = deviceOf(phone);
    await phone.closes();
    await comesBack(laptop, alice, room);
    await alice.until(() => standing(one, alice, room)?.live === true);
    await laptop.until(() => saysLeft(laptop, room) === false && laptop.device.engine.outbox.unacknowledged === 0);
    await laptop.closes();
    await phone.opens();
    await talk(alice, phone, room);
  });
});

describe('[ID-8] a device that was given up stays out', () => {
  test('given up in the room', async () => {
    const { alice, laptop, phone, room } = await twoDevices();
    const other = deviceOf(phone);
    await laptop.device.do({ do: 'device.revoke', device: other });
    await alice.until(() => standing(other, alice, room)?.revoked === true);
    await laptop.device.do({ do: 'room.leave', room });
    await comesBack(laptop, alice, room);
    await alice.says(room, 'Welcome back');
    await laptop.sees(room, 'Welcome back');
    expect(standing(deviceOf(phone), laptop, room)).toMatchObject({ live: false, revoked: true });
  });

  test('given up while its person was out, by another device than the one they came back on', async () => {
    const { alice, laptop, phone, room } = await twoDevices();
    const [one, other] = [deviceOf(laptop), deviceOf(phone)];
    const tablet = await linksAnother(gathering, laptop);
    await tablet.sees(room, 'Hello Bob');
    await alice.until(() => standing(deviceOf(tablet), alice, room)?.live === true);
    await laptop.device.do({ do: 'room.leave', room });
    for (const device of [tablet, phone]) await device.until(() => isOut(device, room));
    const locked = phone.device.heard((notice) => notice.is === 'self' && notice.self?.revoked === true);
    await laptop.device.do({ do: 'device.revoke', device: other });
    await locked;
    await laptop.closes();
    await comesBack(tablet, alice, room);
    // Else it could come back by itself: its certificate is good until the room hears.
    await alice.until(() => standing(other, alice, room)?.revoked === true);
    await alice.until(() => standing(one, alice, room)?.live === true);
    expect(standing(other, alice, room)?.live).toBe(false);
    await laptop.opens();
    await talk(alice, laptop, room);
  });
});
