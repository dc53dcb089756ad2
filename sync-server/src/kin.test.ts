/** A further device of somebody in the room, at the real relay: what its certificate opens, and what another's does not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeCertificate } from '#shared/charter/certificate.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER } from '#shared/ids.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { RoomDevice } from '#testing/roomDevice.ts';

let relay: RelayProcess;
beforeAll(async () => {
  await cryptoReady();
  relay = await RelayProcess.start();
});
afterAll(() => relay.discard());

/** Alice in her room, and a device that is in none, both on the relay. */
async function aliceAnd(name: string): Promise<{ alice: RoomDevice; other: RoomDevice }> {
  const alice = new RoomDevice('alice');
  alice.foundsOpenRoom();
  const other = new RoomDevice(name).enters(alice.room);
  for (const device of [alice, other]) await device.connect(relay.origin);
  await alice.enter();
  await alice.sync(CHARTER);
  await alice.sync(alice.month);
  return { alice, other };
}

test('[ID-6] [SYN-4] a certified device of a member reads the charter, adds itself, and then has the room', async () => {
  const { alice, other: phone } = await aliceAnd('phone');
  const certificate = makeCertificate({
    identity: alice.identityKeys,
    device: phone.keys,
    box: phone.box.publicKey,
    serial: 1,
    at: 1,
  });
  phone.link.send({ type: 'enter', room: alice.room, certificate: certificate.bytes });
  const entered = await phone.link.next('entered');
  expect(entered.documents.map(({ segment }) => segment)).toEqual([CHARTER]);
  await phone.sync(CHARTER);
  phone.declares({ t: 'device.add', certificate });
  await alice.until(() => alice.charter.state().devices.get(phone.device)?.live === true);
  await phone.sync(alice.month);
  const hello = alice.writes('Hello, phone');
  await phone.holds(hello.id);
});

test('[T-22] another device’s certificate, or one of somebody who is not in the room, opens nothing', async () => {
  const { alice, other: mallory } = await aliceAnd('mallory');
  for (const { certificate } of [alice, mallory]) {
    mallory.link.send({ type: 'enter', room: alice.room, certificate: certificate.bytes });
    expect((await mallory.link.next('refuse')).code).toBe('not-member');
  }
});
