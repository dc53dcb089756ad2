/** Every op of a room's timeline as the entries on this device say it, whatever the fold made of them. */
import { openBody } from '#shared/entry/open.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { runsOf } from '#shared/log/applyToDoc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { readBody, type Body } from '#shared/timeline/body.ts';
import type { Room } from '../../../client/src/engine/room.ts';

export interface SaidOp {
  readonly entry: Entry;
  /** Undefined where it does not open. */
  readonly op: Body['op'] | undefined;
}

/** What devices hold at one moment: looked at from many sides, read once. */
export class Reading {
  readonly #entries = new Map<Room, readonly Entry[]>();
  readonly #ops = new Map<Room, readonly SaidOp[]>();

  entriesOf(room: Room): readonly Entry[] {
    const entries = this.#entries.get(room) ?? entriesOf(room);
    this.#entries.set(room, entries);
    return entries;
  }

  opsOf(room: Room): readonly SaidOp[] {
    const ops = this.#ops.get(room) ?? opsOf(room, this.entriesOf(room));
    this.#ops.set(room, ops);
    return ops;
  }
}

function opsOf(room: Room, entries: readonly Entry[]): SaidOp[] {
  return entries.map((entry) => {
    const key = entry.epoch && room.charter.keyring.key(entry.epoch);
    const body = key && openBody(key, entry);
    const read = body?.ok ? readBody(body.value) : undefined;
    return { entry, op: read?.ok ? read.value.op : undefined };
  });
}

/** Every entry of the timeline that is here. */
export function entriesOf({ timeline, charter }: Room): readonly Entry[] {
  return timeline.segments.flatMap(({ document }) => {
    const runs = runsOf(document.doc);
    if (!runs.ok) throw new RangeError(`${document.id} does not read: ${runs.fault.say}`);
    return admit(new DocumentLog(document.id), runs.value, charter.judge, { trusted: true }).accepted;
  });
}
