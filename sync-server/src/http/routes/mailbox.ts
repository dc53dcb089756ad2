/**
 * `/api/mailbox/<name>`: a thing left for another device of the same person while the two are linked. Blind: names are hashes of
 * a secret that the relay never sees, and what lies there is sealed. Small, bounded, in memory, gone after ten minutes.
 */
import { isKeyText } from '#shared/ids.ts';
import { AddressPace } from '../addressPace.ts';
import { json, type Reply } from '../reply.ts';
import type { Asked, Endpoint } from '../route.ts';

const MINUTE = 60_000;
const KEPT_MS = 10 * MINUTE;
/** As much as a recovery copy, and a seal. */
const MOST_BYTES = 600 * 1024;
/** Boxes at a time; the oldest make room. At most some 150 MB, when somebody fills them all. */
const MOST_BOXES = 256;
/** Each of two devices looks once a second. */
const READS = 300;
const WRITES = 30;

interface Left {
  readonly body: Uint8Array;
  readonly until: number;
}

export function mailboxEndpoint(now: () => number): Endpoint {
  const boxes = new Map<string, Left>();
  const reads = new AddressPace(READS, MINUTE, now);
  const writes = new AddressPace(WRITES, MINUTE, now);

  const sweep = (): void => {
    for (const [name, { until }] of boxes) if (until <= now() || boxes.size >= MOST_BOXES) boxes.delete(name);
  };
  const give = (asked: Asked): Reply => {
    const left = boxes.get(nameOf(asked) ?? '');
    if (!left || left.until <= now()) return json(404, { code: 'empty', say: 'Nothing lies here.' });
    return { status: 200, type: 'application/octet-stream', body: left.body, headers: { 'cache-control': 'no-store' } };
  };
  const take = (asked: Asked): Reply => {
    const name = nameOf(asked);
    if (!name) return json(404, { code: 'bad-name', say: 'That is no name of a box.' });
    sweep();
    // What lies there is being waited for: nobody puts something else in its place.
    if (boxes.has(name)) return json(409, { code: 'taken', say: 'Something lies here already.' });
    boxes.set(name, { body: asked.body, until: now() + KEPT_MS });
    return json(200, { until: now() + KEPT_MS });
  };
  const slowed = (pace: AddressPace, { address }: Asked): Reply | undefined => {
    const wait = pace.wait(address);
    return wait === 0
      ? undefined
      : json(429, { code: 'slow-down', say: 'Too many tries. Wait a minute.', retry: wait });
  };
  return {
    get: (asked) => slowed(reads, asked) ?? give(asked),
    post: {
      most: MOST_BYTES,
      type: 'application/octet-stream',
      answer: (asked) => slowed(writes, asked) ?? take(asked),
    },
  };
}

function nameOf({ path }: Asked): string | undefined {
  const text = path.slice(path.lastIndexOf('/') + 1);
  return isKeyText(text) ? text : undefined;
}
