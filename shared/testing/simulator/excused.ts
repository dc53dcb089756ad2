/** What the room took back of what was acknowledged: it was said beyond a cut, by somebody who had been put out or silenced. */
import type { Charter } from '#shared/charter/charter.ts';
import { countedRank } from '#shared/charter/countedRank.ts';
import { identityOf, mayWriteAs, type CharterState } from '#shared/charter/state.ts';
import type { Entry } from '#shared/entry/entry.ts';
import type { EntryId } from '#shared/ids.ts';
import type { Keys } from '../../../client/src/engine/keys.ts';
import type { Member } from './members.ts';
import type { Reading } from './opsOf.ts';
import type { SimulatedDevice } from './simulatedDevice.ts';

export interface Excused {
  readonly entries: ReadonlySet<EntryId>;
  /** Somebody put its person out or silenced them at some time: what they had not said by then they never do. */
  readonly silenced: boolean;
}

/** By the charter as `member` has it, of what the device said. */
export function excusedOf({ room }: Member, { engine, written }: SimulatedDevice, reading: Reading): Excused {
  const { charter } = room.charter;
  const own = engine?.rooms.get(room.id);
  const keys = engine?.keys;
  if (!keys) return { entries: new Set(), silenced: false };
  const said = [...(written.get(room.id)?.values() ?? []), ...(own?.isOpen ? reading.entriesOf(own) : [])];
  const beyond = said.filter((entry) => entry.device === keys.device && isTakenBack(charter, entry));
  return {
    entries: new Set(beyond.map(({ id }) => id)),
    silenced: wasSilenced(charter.state(), keys),
  };
}

/** Where it rests on what this charter never heard of, there is nothing to excuse. */
export const isTakenBack = (charter: Charter, entry: Entry): boolean =>
  entry.heads.every((head) => charter.has(head)) && !counts(charter, entry);

/** By another; or their way in turned out void. */
function wasSilenced(state: CharterState, { identity, device }: Pick<Keys, 'identity' | 'device'>): boolean {
  if (identityOf(state, device) === undefined) return true;
  const lowerings = state.lowerings.get(identity) ?? [];
  // One device of theirs may have left for both.
  const isOne = state.devicesOf.get(identity)?.length === 1;
  return lowerings.some(({ author, leaves }) => !(isOne && author === identity) && !mayWriteAs(state, leaves));
}

/** Is enough left of what its author was? */
export const counts = (charter: Charter, entry: Entry): boolean =>
  mayWriteAs(charter.stateAt(entry.heads), countedRank(charter, entry)?.rank);
