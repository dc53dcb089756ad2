import { beforeEach, describe, expect, test } from 'vitest';
import { decode } from '#shared/cbor.ts';
import type { KeepOp } from '#shared/timeline/ops/keep.ts';
import { MemoryDisk, memoryStore } from '../adapters/memoryStore.ts';
import { Keepsakes } from './keepsakes.ts';

/** What the book of two devices says; the newest word on a name stands. */
let book: Map<string, Uint8Array>;
beforeEach(() => {
  book = new Map();
});

/** One device: things it has, by name, which a person changes and another device may. */
class Shelf {
  readonly things = new Map<string, string>();
  readonly unknown = new Set<string>();
  /** Looked at, and not here yet. */
  readonly sought: unknown[] = [];
  readonly #isSlow: boolean;
  readonly #disk = new MemoryDisk();
  #keepsakes: Keepsakes | undefined;

  constructor(isSlow = false) {
    this.#isSlow = isSlow;
  }

  async starts(): Promise<this> {
    const store = memoryStore(this.#disk);
    await store.claim();
    this.#keepsakes = new Keepsakes(store, [
      {
        kind: 'thing',
        here: () => this.things,
        knows: (name) => !this.unknown.has(name),
        ...(this.#isSlow ? { isSlow: true as const } : {}),
        take: (name, value) => {
          if (this.#isSlow) this.sought.push(value);
          else if (typeof value === 'string') this.things.set(name, value);
          else this.things.delete(name);
          return Promise.resolve();
        },
      },
    ]);
    return this;
  }

  async tells(): Promise<number> {
    if (!this.#keepsakes) throw new TypeError('it has not started');
    const { ops, told } = await this.#keepsakes.toTell(book);
    for (const { key, value } of ops as readonly KeepOp[]) {
      if (value) book.set(key, value);
      else book.delete(key);
    }
    await told();
    return ops.length;
  }

  async hears(): Promise<void> {
    await this.#keepsakes?.takeUp(book);
  }

  async syncs(): Promise<void> {
    await this.hears();
    await this.tells();
  }
}

const said = (name: string): unknown => {
  const value = book.get(`thing/${name}`);
  const read = value && decode(value);
  return read?.ok ? read.value : undefined;
};

describe('[ID-5] what a person has on several devices', () => {
  let phone: Shelf;
  let laptop: Shelf;
  beforeEach(async () => {
    phone = await new Shelf().starts();
    laptop = await new Shelf().starts();
    phone.things.set('a', 'one');
    await phone.syncs();
    await laptop.syncs();
  });

  test('is on all of them, and is told once', async () => {
    expect(laptop.things.get('a')).toBe('one');
    expect(await laptop.tells()).toBe(0);
    expect(await phone.tells()).toBe(0);
  });

  test('changed or taken away on one, is so on the other', async () => {
    laptop.things.set('a', 'two');
    await laptop.syncs();
    await phone.syncs();
    expect(phone.things.get('a')).toBe('two');
    phone.things.delete('a');
    await phone.syncs();
    await laptop.syncs();
    expect(laptop.things.has('a')).toBe(false);
    expect(said('a')).toBeUndefined();
  });

  test('changed on both, is what was told last', async () => {
    phone.things.set('a', 'phone');
    laptop.things.set('a', 'laptop');
    await phone.syncs();
    await laptop.syncs();
    expect(laptop.things.get('a'), 'nobody takes away what a person just wrote').toBe('laptop');
    await phone.syncs();
    expect(phone.things.get('a')).toBe('laptop');
  });

  test('changed while a device was off, is told when it starts again, and is not taken back by what the book said', async () => {
    laptop.things.set('a', 'two');
    await laptop.starts();
    await laptop.syncs();
    expect(said('a')).toBe('two');
  });

  test('came along with a link, and was changed elsewhere since: what the book says stands', async () => {
    const tablet = await new Shelf().starts();
    tablet.things.set('a', 'one, as it was');
    await tablet.syncs();
    expect(tablet.things.get('a')).toBe('one');
    expect(said('a')).toBe('one');
  });

  test('of something a device does not know yet, is neither taken up nor taken away', async () => {
    const tablet = await new Shelf().starts();
    tablet.unknown.add('a');
    await tablet.syncs();
    expect(tablet.things.has('a')).toBe(false);
    expect(said('a')).toBe('one');
    tablet.unknown.delete('a');
    await tablet.syncs();
    expect(tablet.things.get('a')).toBe('one');
  });
});

describe('[ID-8] what a device has to look for before it is here', () => {
  let phone: Shelf;
  let laptop: Shelf;
  beforeEach(async () => {
    phone = await new Shelf(true).starts();
    laptop = await new Shelf(true).starts();
    for (const device of [phone, laptop]) {
      device.things.set('a', 'in');
      await device.syncs();
    }
  });

  test('is looked for until it is, and nothing else is said meanwhile', async () => {
    laptop.things.set('a', 'out');
    await laptop.syncs();
    for (let times = 0; times < 3; times++) {
      await phone.syncs();
      expect(await laptop.tells()).toBe(0);
    }
    expect(said('a')).toBe('out');
    expect(phone.sought).toEqual(['out', 'out', 'out']);
    phone.things.set('a', 'out');
    await phone.syncs();
    expect(phone.sought).toHaveLength(3);
  });

  test('is agreed on where both found it, whichever said it', async () => {
    for (const device of [laptop, phone]) device.things.set('a', 'out');
    await laptop.syncs();
    expect(await phone.tells(), 'said by the laptop').toBe(0);
    laptop.things.set('a', 'in');
    await laptop.syncs();
    expect(await phone.tells(), 'it is the laptop that knows better').toBe(0);
    expect(said('a')).toBe('in');
  });
});
