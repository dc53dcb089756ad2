import { decode, encode } from '#shared/cbor.ts';
import type { SeededRandom } from '#testing/seededRandom.ts';

type Tree = unknown;

const NUMBERS = [0, 1, -1, 23, 24, 255, 256, 65_536, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, 1.5];
const MOST_REPEATED = 300;

/** Another well-formed value of the same make: one to three parts replaced, left out, repeated, moved, retyped or nested. */
export function reshapeCbor(bytes: Uint8Array, random: SeededRandom): Uint8Array | undefined {
  const value = decode(bytes);
  if (!value.ok) return undefined;
  let tree: Tree = value.value;
  for (let times = 1 + random.below(3); times > 0; times--) tree = changed(tree, random);
  return encode(tree);
}

/** Goes down at random and changes what it comes to. */
function changed(tree: Tree, random: SeededRandom): Tree {
  if (isBranch(tree) && random.below(4) > 0) {
    const keys = Object.keys(tree);
    const key = keys[random.below(keys.length)];
    if (key !== undefined) return Array.isArray(tree) ? inList(tree, Number(key), random) : inMap(tree, key, random);
  }
  return replaced(tree, random);
}

const isBranch = (tree: Tree): tree is Record<string, Tree> | Tree[] =>
  typeof tree === 'object' && tree !== null && !(tree instanceof Uint8Array);

function inList(list: readonly Tree[], at: number, random: SeededRandom): Tree {
  const item = list[at];
  switch (random.below(6)) {
    case 0:
      return list.filter((_, place) => place !== at);
    case 1:
      return [...list, item];
    case 2:
      return Array.from({ length: random.below(MOST_REPEATED) }, () => item);
    case 3:
      return [...list].reverse();
    default:
      return list.map((other, place) => (place === at ? changed(other, random) : other));
  }
}

function inMap(map: Readonly<Record<string, Tree>>, key: string, random: SeededRandom): Tree {
  const keys = Object.keys(map);
  const other = keys[random.below(keys.length)] ?? key;
  switch (random.below(6)) {
    case 0:
      return Object.fromEntries(Object.entries(map).filter(([name]) => name !== key));
    case 1:
      return { ...map, [`${key}x`]: map[key] };
    case 2:
      return { ...map, [key]: map[other], [other]: map[key] };
    default:
      return { ...map, [key]: changed(map[key], random) };
  }
}

function replaced(tree: Tree, random: SeededRandom): Tree {
  const of = [
    () => NUMBERS[random.below(NUMBERS.length)],
    () => random.bytes(random.below(70)),
    () => (tree instanceof Uint8Array ? turned(tree, random) : tree),
    () =>
      ['', 'owner', 'admin', 'reader', 'any', '__proto__', 'constructor', '\u0000', 'é'.repeat(40)][random.below(9)],
    () => random.below(2) === 0,
    () => null,
    () => ({}),
    () => [],
    () => [tree],
    () => ({ t: tree }),
    () => nested(tree, random.below(30)),
  ];
  return of[random.below(of.length)]?.() ?? null;
}

/** The same length, one bit other: an id, key or signature that is nearly right. */
function turned(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = random.below(copy.length);
  if (copy.length > 0) copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return copy;
}

function nested(tree: Tree, depth: number): Tree {
  let around = tree;
  for (let level = 0; level < depth; level++) around = [around];
  return around;
}
