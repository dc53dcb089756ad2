import type { SeededRandom } from './seededRandom.ts';

/** One to three changes: a byte turned, bytes removed, repeated, moved or put in, the end cut off, a number made huge. */
export function mutate(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  let changed = [...bytes];
  for (let times = 1 + random.below(3); times > 0; times--) {
    const at = random.below(changed.length + 1);
    const length = random.below(12);
    const piece = changed.slice(at, at + length);
    const ways = [
      () => void changed.splice(at, 1, (changed[at] ?? 0) ^ (1 << random.below(8))),
      () => void changed.splice(at, length),
      () => void changed.splice(at, 0, ...piece),
      () => void changed.splice(random.below(changed.length + 1), 0, ...piece),
      () => void changed.splice(at, 0, ...random.bytes(length)),
      () => void (changed = changed.slice(0, at)),
      () => void changed.splice(at, 1, 255, 255, 255, 255, 255, 255, 255, 15),
      () => void changed.splice(at, 1, random.below(256)),
    ];
    ways[random.below(ways.length)]?.();
  }
  return Uint8Array.from(changed);
}
