import { beforeAll, expect, test } from 'vitest';
import { charterJudge } from '#shared/charter/judge.ts';
import { signRevocation } from '#shared/charter/revocation.ts';
import { actingIdentity } from '#shared/charter/state.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { allOf, Person } from '#testing/charterPeople.ts';

beforeAll(cryptoReady);

/** Alice's room, with Bob in it, and a phone of Bob's that nobody knows. */
function room() {
  const alice = new Person('alice');
  alice.founds();
  const bob = new Person('bob').enters(alice.charter.room);
  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  const phone = new Person('bob', 'phone').enters(alice.charter.room);
  for (const person of [bob, phone]) person.hears(...allOf(alice));
  return { alice, bob, phone };
}

const acts = (who: Person, device: Person): boolean =>
  actingIdentity(who.charter.state(), device.device) === device.identity;

const refusal = (who: Person, entry: Entry): string | undefined => charterJudge(who.charter).judge(entry)?.code;

test('[CHA-2] a member’s new device comes in by its own certificate, and acts for them', () => {
  const { alice, phone } = room();
  const entry = phone.says({ t: 'device.add', certificate: phone.certificate });
  expect(refusal(alice, entry)).toBeUndefined();
  alice.hears(entry);
  expect(acts(alice, phone)).toBe(true);
});

test('[CHA-2] or is brought in by one that is there', () => {
  const { alice, bob, phone } = room();
  alice.hears(bob.says({ t: 'device.add', certificate: phone.certificate }));
  expect(acts(alice, phone)).toBe(true);
});

test('[T-22] nobody else adds a device to somebody, and who is not in the room brings none in', () => {
  const { alice, bob, phone } = room();
  bob.hears(alice.says({ t: 'device.add', certificate: phone.certificate }));
  expect(acts(bob, phone)).toBe(false);
  const stranger = new Person('mallory').enters(alice.charter.room).hears(...allOf(alice, bob));
  const entry = stranger.says({ t: 'device.add', certificate: stranger.certificate });
  expect(refusal(alice, entry)).toBeDefined();
  alice.hears(entry);
  expect(acts(alice, stranger)).toBe(false);
});

test('[ID-8] who was put out went with all their devices; back with one, they bring the other, and none they gave up', () => {
  const { alice, bob, phone } = room();
  const tablet = new Person('bob', 'tablet').enters(alice.charter.room);
  const signature = signRevocation(bob.identity, tablet.device, bob.identityKeys.secretKey);
  for (const { certificate } of [phone, tablet]) alice.hears(bob.says({ t: 'device.add', certificate }));
  alice.hears(bob.says({ t: 'device.revoke', identity: bob.identity, device: tablet.device, signature }));
  alice.says({ t: 'member.remove', member: bob.identity });
  alice.says({ t: 'member.add', role: 'member', certificates: [bob.certificate] });
  expect([bob, phone, tablet].map((device) => acts(alice, device))).toEqual([true, false, false]);
  bob.hears(...allOf(alice));
  for (const { certificate } of [phone, tablet]) alice.hears(bob.says({ t: 'device.add', certificate }));
  expect([bob, phone, tablet].map((device) => acts(alice, device))).toEqual([true, true, false]);
});
