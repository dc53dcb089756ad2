import { expect, test } from 'vitest';
import { Correspondent } from '#testing/correspondent.ts';
import type { DeviceId, EntryId, IdentityId } from '#shared/ids.ts';
import type { HuskOrder } from '#shared/log/huskOrder.ts';
import type { Item } from '#shared/timeline/item.ts';
import { finals } from './finalOrders.ts';

const NINE = Date.UTC(2026, 9, 5, 9);
const DAY = 24 * 60 * 60 * 1000;

/** Alice said something and changed it; Bob, a moderator, deletes it. */
function scene() {
  const [alice, bob] = [new Correspondent('alice'), new Correspondent('bob')];
  bob.rank = 'moderator';
  const said = alice.say('hello', NINE);
  const edit = alice.write({ t: 'edit', target: said.id, text: 'hallo' }, NINE + 1);
  bob.hear(NINE + 2, said, edit);
  const deletion = bob.write({ t: 'delete', target: said.id }, NINE + 3);
  const people = new Map<DeviceId, IdentityId>([said, deletion].map(({ device, identity }) => [device, identity]));
  return { alice, bob, said, edit, deletion, identityOf: (device: DeviceId) => people.get(device) };
}

const orderOf = (item: Item, signer: Item, target: EntryId, because: EntryId) => ({
  segment: item.segment,
  order: {
    writer: item.writer,
    seq: item.seq,
    id: item.id,
    target,
    delete: because,
    device: signer.device,
    signature: new Uint8Array(64),
  } satisfies HuskOrder,
});

test('[ENT-6] an author’s order stands at once, a moderator’s for seven days hidden; the author’s goes before', () => {
  const { bob, said, edit, deletion, identityOf } = scene();
  const moderators = [said, edit].map((item) => orderOf(item, deletion, said.id, deletion.id));
  const found = finals(moderators, bob.timeline, identityOf);
  expect(found.get(said.id)).toMatchObject({ husk: { was: 'message', by: 'moderator' }, due: NINE + 3 + 7 * DAY });
  expect(found.get(edit.id)).toMatchObject({ husk: { was: 'edit', by: 'moderator' } });
  const authors = orderOf(said, said, said.id, edit.id);
  for (const orders of [
    [...moderators, authors],
    [authors, ...moderators],
  ])
    expect(finals(orders, bob.timeline, identityOf).get(said.id)).toMatchObject({ husk: { by: 'author' }, due: 0 });
});

test('[T-55] an order does not stand without its delete, nor once that is void, and stands again with it', () => {
  const { bob, said, deletion, identityOf } = scene();
  const orders = [orderOf(said, deletion, said.id, deletion.id)];
  expect(finals(orders, bob.timeline, identityOf).has(said.id)).toBe(true);
  bob.timeline.withdraw([deletion.id]);
  expect(finals(orders, bob.timeline, identityOf).has(said.id)).toBe(false);
  bob.timeline.add(deletion);
  expect(finals(orders, bob.timeline, identityOf).has(said.id)).toBe(true);
});

test('[ENT-6] a delete of something else, by somebody else, or by no moderator takes nothing', () => {
  const { alice, bob, said, edit, deletion, identityOf } = scene();
  const other = alice.say('and more', NINE + 4);
  bob.hear(NINE + 5, other);
  const by = (item: Item, target: EntryId, because: EntryId) =>
    finals([orderOf(item, deletion, target, because)], bob.timeline, identityOf).has(item.id);
  expect(by(other, other.id, deletion.id)).toBe(false);
  expect(by(said, said.id, edit.id)).toBe(false);
  bob.rank = 'member';
  const weak = bob.write({ t: 'delete', target: other.id }, NINE + 6);
  expect(by(other, other.id, weak.id)).toBe(false);
});

test('[ENT-6] what its author deleted is gone by anybody’s order: the delete says it', () => {
  const { alice, bob, said, edit, deletion, identityOf } = scene();
  const wish = alice.write({ t: 'delete', target: said.id }, NINE + 4);
  const orders = [said, edit].map((item) => orderOf(item, deletion, said.id, wish.id));
  expect(finals(orders, bob.timeline, identityOf).size).toBe(0);
  bob.hear(NINE + 5, wish);
  const found = finals(orders, bob.timeline, identityOf);
  for (const id of [said.id, edit.id]) expect(found.get(id)).toMatchObject({ husk: { by: 'author' }, due: 0 });
});
