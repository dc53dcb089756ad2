import { concatBytes } from '#shared/bytes.ts';
import { encodeHeader } from '#shared/entry/header.ts';
import { parseEntry, type RawEntry } from '#shared/entry/parse.ts';
import type { DeviceId, EntryId, EpochId, WriterId } from '#shared/ids.ts';
import { encodeUpdate, readUpdate, type Run } from '#shared/log/update.ts';
import { mutate } from '#testing/mutate.ts';
import type { SeededRandom } from '#testing/seededRandom.ts';
import { testId } from '#testing/writers.ts';
import { reshapeCbor } from './reshapeCbor.ts';

/** Another update in the canonical form: runs cut, shifted, swapped or given to others, entries changed part by part. */
export function reshapeUpdate(bytes: Uint8Array, random: SeededRandom): Uint8Array | undefined {
  const read = readUpdate(bytes);
  if (!read.ok || read.value.length === 0) return undefined;
  let runs = read.value;
  for (let times = 1 + random.below(3); times > 0; times--) runs = changedRuns(runs, random);
  return encodeUpdate(onceEach(runs));
}

function changedRuns(runs: readonly Run[], random: SeededRandom): Run[] {
  const at = random.below(runs.length);
  const other = runs[random.below(runs.length)];
  return runs.flatMap((run, place) => (place === at && other ? changedRun(run, other, random) : [run]));
}

function changedRun(run: Run, other: Run, random: SeededRandom): Run[] {
  const { entries } = run;
  const at = random.below(entries.length);
  const foreign = other.entries[random.below(other.entries.length)] ?? new Uint8Array();
  const withEntries = (changed: readonly Uint8Array[]): Run[] => [{ ...run, entries: changed }];
  switch (random.below(9)) {
    case 0:
      return [];
    case 1:
      return [{ ...run, first: Math.max(0, run.first + random.below(5) - 2) }];
    case 2:
      return [{ ...run, writer: random.below(2) === 0 ? other.writer : (random.below(2 ** 32) as WriterId) }];
    case 3:
      return withEntries(entries.filter((_, place) => place !== at));
    case 4:
      return withEntries([...entries.slice(0, at), foreign, ...entries.slice(at)]);
    case 5:
      return withEntries([...entries].reverse());
    default:
      return withEntries(entries.map((entry, place) => (place === at ? changedEntry(entry, random) : entry)));
  }
}

function changedEntry(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const raw = parseEntry(bytes);
  if (!raw.ok) return mutate(bytes, random);
  const { headerBytes, payload, signature } = raw.value;
  switch (random.below(4)) {
    case 0:
      return concatBytes(headerBytes, reshapeCbor(payload, random) ?? mutate(payload, random), signature);
    case 1:
      return concatBytes(headerBytes, payload, mutate(signature, random));
    default:
      return concatBytes(changedHeader(raw.value, random), payload, signature);
  }
}

function changedHeader({ header }: RawEntry, random: SeededRandom): Uint8Array {
  const ids = Array.from({ length: 1 + random.below(8) }, (_, place) => testId<EntryId>(`head ${place}`));
  const changes = [
    { kind: header.kind === 'clear' ? ('sealed' as const) : ('clear' as const) },
    { husk: !header.husk },
    { hlc: { ms: random.below(2 ** 31) * 2 ** 16, counter: random.below(65_536) } },
    { intro: { device: testId<DeviceId>('a stranger'), n: random.below(256) } },
    { heads: ids },
    { epoch: testId<EpochId>('another epoch') },
  ];
  return encodeHeader({ ...header, ...changes[random.below(changes.length)] });
}

/** The encoder takes each writer once. */
const onceEach = (runs: readonly Run[]): Run[] => [...new Map(runs.map((run) => [run.writer, run])).values()];
