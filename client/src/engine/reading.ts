/**
 * MRK-1: what a person has read of a room on this device. A row's place says little by itself, for what was written elsewhere
 * may come in above what was read: so it counts with what was here at the time, and no more is claimed.
 */
import type { WriterId } from '#shared/ids.ts';
import type { StateVector } from '#shared/log/stateVector.ts';
import { MOST_COUNTS, type MarkerBody } from '#shared/sync/marker.ts';
import type { Order } from './messages/rows.ts';

export interface Reading {
  readonly upTo: Order;
  /** Entries of each writer that were here when it was read. */
  readonly here: StateVector;
}

const countsOf = ({ segments }: MarkerBody) => Object.values(segments).flatMap(({ counts }) => counts ?? []);

/** To be said beside what is held; nothing where it does not fit, or counts are missing. */
export function readingOf(
  held: MarkerBody,
  reading: Reading | undefined,
  most = MOST_COUNTS,
): Pick<MarkerBody, 'read' | 'since'> {
  const counts = countsOf(held);
  const isWhole = Object.values(held.segments).every((segment) => segment.counts);
  const since = counts.flatMap(([writer, count]): [number, number][] => {
    const here = reading?.here.get(writer as WriterId) ?? 0;
    return here < count ? [[writer, here]] : [];
  });
  if (!reading || !isWhole || counts.length + since.length > most) return {};
  return { read: reading.upTo, ...(since.length > 0 ? { since } : {}) };
}

/** What a marker of this device said was read. */
export function saidIn(body: MarkerBody): Reading | undefined {
  const { read: upTo, since = [] } = body;
  return upTo === undefined
    ? undefined
    : { upTo, here: new Map([...countsOf(body), ...since] as [WriterId, number][]) };
}
