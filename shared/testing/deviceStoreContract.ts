import { afterPrefix, type DeviceStore } from '#shared/ports/deviceStore.ts';
import { LeaseLost } from '#shared/ports/storageErrors.ts';
import type { Contract } from './contract.ts';

/** How a suite gets stores: each call of `open` opens the same place again, as another tab or a later run would. */
export interface StorePlace {
  open(): Promise<DeviceStore>;
}

const row = (key: string, value: unknown) => ({ table: 'rows', key, value }) as const;
const rows = (...keys: readonly string[]) => keys.map((key) => row(key, key));
const keysOf = (rows: readonly { readonly key: string }[]): string[] => rows.map(({ key }) => key);

/** What every DeviceStore must do. */
export const deviceStoreContract: Contract<StorePlace> = {
  'what was written is read back, of every plain type': async (place, { equal }) => {
    const store = await claimed(place);
    const value = {
      text: 'grüß',
      bytes: new Uint8Array([0, 255]),
      list: [1, { two: 2 }],
      none: null,
      big: 2 ** 53 - 1,
    };
    await store.write([{ table: 'vault', key: 'self', value }]);
    equal(await store.get('vault', 'self'), value);
    equal(await store.get('vault', 'other'), undefined);
    equal(await store.get('rows', 'self'), undefined);
  },

  'a later run finds what an earlier one wrote': async (place, { equal }) => {
    const first = await claimed(place);
    await first.write(rows('a'));
    await first.close();
    equal(await (await place.open()).get('rows', 'a'), 'a');
  },

  'undefined removes a key; removing what is not there is nothing': async (place, { equal }) => {
    const store = await claimed(place);
    await store.write(rows('a', 'b'));
    await store.write([row('a', undefined), row('never', undefined)]);
    equal(keysOf(await store.range('rows', {})), ['b']);
  },

  'later changes of one write stand over earlier ones': async (place, { equal }) => {
    const store = await claimed(place);
    await store.write([row('a', 1), row('a', 2), row('b', 1), row('b', undefined)]);
    equal(await store.range('rows', {}), [{ key: 'a', value: 2 }]);
  },

  'what was read or written can be changed without changing what is kept': async (place, { equal }) => {
    const store = await claimed(place);
    const value = { list: [1] };
    const writing = store.write([row('a', value)]);
    value.list.push(2);
    await writing;
    const read = (await store.get('rows', 'a')) as typeof value;
    read.list.push(3);
    equal(await store.get('rows', 'a'), { list: [1] });
  },

  'a span is ascending by text, from its first key up to but not at its last': async (place, { equal }) => {
    const store = await claimed(place);
    await store.write(rows('b', 'a', 'B', 'a/1', 'a0', 'ä', '10', '9'));
    equal(keysOf(await store.range('rows', {})), ['10', '9', 'B', 'a', 'a/1', 'a0', 'b', 'ä']);
    equal(keysOf(await store.range('rows', { from: 'a', to: 'b' })), ['a', 'a/1', 'a0']);
    equal(keysOf(await store.range('rows', { from: 'a/', to: afterPrefix('a/') })), ['a/1']);
    equal(await store.range('rows', { from: 'b', to: 'a' }), []);
    equal(await store.range('rows', { from: 'b', to: 'b' }), []);
  },

  'a span can be cut short, from either end': async (place, { equal }) => {
    const store = await claimed(place);
    await store.write(rows('a', 'b', 'c', 'd'));
    equal(keysOf(await store.range('rows', { limit: 2 })), ['a', 'b']);
    equal(keysOf(await store.range('rows', { newest: true, limit: 2 })), ['d', 'c']);
    equal(keysOf(await store.range('rows', { newest: true, to: 'c' })), ['b', 'a']);
    equal(keysOf(await store.range('rows', { newest: true, from: 'b', limit: 9 })), ['d', 'c', 'b']);
    equal(await store.range('rows', { limit: 0 }), []);
  },

  'nothing of a write is kept when one of its values cannot be': async (place, { equal, rejects }) => {
    const store = await claimed(place);
    await rejects(store.write([row('a', 1), row('b', () => undefined)]), TypeError, Error);
    equal(await store.range('rows', {}), []);
  },

  'an empty write does nothing': async (place) => {
    const store = await claimed(place);
    await store.write([]);
  },

  'writes asked for one after the other are done in that order': async (place, { equal }) => {
    const store = await claimed(place);
    await Promise.all(Array.from({ length: 20 }, (_, value) => store.write([row('a', value)])));
    equal(await store.get('rows', 'a'), 19);
  },

  '[LOG-9] who has not claimed the store reads but does not write': async (place, { equal, rejects }) => {
    const writer = await claimed(place);
    const reader = await place.open();
    await writer.write(rows('a'));
    equal(await reader.get('rows', 'a'), 'a');
    await rejects(reader.write(rows('b')), LeaseLost);
  },

  '[LOG-9] once another claimed it, the one before can no longer write, and nothing of its write is kept': async (
    place,
    { equal, rejects },
  ) => {
    const robbed = await claimed(place);
    const thief = await claimed(place);
    await rejects(robbed.write([row('a', 1), { table: 'outbox', key: 'b', value: 1 }]), LeaseLost);
    await thief.write(rows('c'));
    equal(keysOf(await thief.range('rows', {})), ['c']);
    equal(await thief.range('outbox', {}), []);
  },

  '[LOG-9] the robbed may claim it back': async (place, { equal, rejects }) => {
    const first = await claimed(place);
    const second = await claimed(place);
    await first.claim();
    await first.write(rows('a'));
    await rejects(second.write(rows('b')), LeaseLost);
    equal(keysOf(await second.range('rows', {})), ['a']);
  },

  '[LOG-9] of two that claim and write at once, exactly the last claimant goes on writing': async (
    place,
    { equal },
  ) => {
    const stores = await Promise.all([claimed(place), claimed(place), claimed(place)]);
    const written = await Promise.allSettled(stores.map((store, index) => store.write([row(`by ${index}`, 1)])));
    equal(written.filter(({ status }) => status === 'fulfilled').length, 1);
    equal((await (await place.open()).range('rows', {})).length, 1);
  },
};

async function claimed(place: StorePlace): Promise<DeviceStore> {
  const store = await place.open();
  await store.claim();
  return store;
}
