import fc from 'fast-check';
import type { DeviceId } from '#shared/ids.ts';
import { encodeBatch, readBatch } from '#shared/wire/batch.ts';
import type { Near } from '#shared/wire/frames.ts';
import { anyFrameOf } from '#testing/anyFrame.ts';
import { MOST_NEAR, Nearby, RELAY } from '../../../client/src/engine/nearby.ts';
import { must, outcomeOf, type Target } from './target.ts';

const said = fc.sample(anyFrameOf('near'), { seed: 1, numRuns: 24 }) as Near[];
const own = said[0]?.device as DeviceId;

/** SYN-7: whoever says who can be met, it is bounded, this device is not among them, and with who said it it goes. */
export const nearTarget: Target = {
  name: 'who is near',
  seeds: [said, said.slice(0, 3), [...said, ...said].reverse()].map((some) => encodeBatch(some)),
  read(input) {
    const batch = readBatch(input);
    if (!batch.ok) return outcomeOf(batch);
    const nearby = new Nearby();
    const told = batch.value.filter((frame) => frame.type === 'near');
    for (const [place, near] of told.entries()) nearby.hears(near, place % 2 ? 'a friend' : RELAY, own);
    const wanted = nearby.wanted(own).size;
    must(wanted <= Math.min(told.length, MOST_NEAR), 'wants more than it was told of');
    must(nearby.of(own) === undefined, 'would meet itself');
    for (const by of [RELAY, 'a friend']) nearby.forgetBy(by);
    must(nearby.wanted(own).size === 0, 'remembers what nobody says');
    return `${told.length} told, ${wanted} wanted`;
  },
};
