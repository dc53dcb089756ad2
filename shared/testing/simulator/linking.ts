/** People link a second device (ID-6): one shows a code, the other takes it, words are compared. Begun again until it is done. */
import '../../../client/src/engine/linking.ts';
import type { LinkProgress } from '../../../client/src/engine/messages/devices.ts';
import type { SeededRandom } from '../seededRandom.ts';
import type { Sent, SimulatedDevice } from './simulatedDevice.ts';

/** Of so many steps, one more is spent on linking. */
const EVERY = 8;

export class Linking {
  readonly holder: SimulatedDevice;
  readonly fresh: SimulatedDevice;
  readonly #random: SeededRandom;
  #offer: Sent | undefined;

  constructor(holder: SimulatedDevice, fresh: SimulatedDevice, random: SeededRandom) {
    this.holder = holder;
    this.fresh = fresh;
    this.#random = random;
  }

  act(): void {
    const { holder, fresh } = this;
    if (this.#random.below(EVERY) > 0) return;
    if (!holder.engine?.self || !fresh.engine || fresh.engine.self || holder.isBehind) return;
    const step = stepOf(fresh);
    if (step === 'compare' && stepOf(holder) === 'compare')
      return void holder.do({ do: 'link.answer', matches: sameWords(holder.linking, fresh.linking) });
    const code = this.#offer?.answer?.ok ? this.#offer.answer.link : undefined;
    if (code && stepOf(holder) === 'waiting' && step !== 'waiting' && step !== 'compare')
      return void fresh.do({ do: 'link.take', code });
    // Whatever was begun came to nothing: somebody died, or could not reach the relay.
    if (stepOf(holder) !== 'waiting' && stepOf(holder) !== 'compare') this.#offer = holder.do({ do: 'link.offer' });
    else if (step === 'failed' || step === undefined) holder.do({ do: 'link.stop' });
  }
}

const stepOf = ({ linking }: SimulatedDevice): LinkProgress['step'] | undefined => linking?.step;

const sameWords = (one: LinkProgress | undefined, other: LinkProgress | undefined): boolean =>
  one?.words !== undefined && one.words.join() === other?.words?.join();
