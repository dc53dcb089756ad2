import type { Change } from '#shared/ports/deviceStore.ts';
import type { Admissions } from '../admissions.ts';
import type { Attendance } from '../attendance.ts';
import type { Calls } from '../calls.ts';
import type { ContactBook } from '../contacts.ts';
import type { Devices } from '../devices.ts';
import type { MarkDone } from '../doneCommands.ts';
import type { Forgetting } from '../forgetting.ts';
import type { Finding } from '../finding.ts';
import type { HeldDeletes } from '../heldDeletes.ts';
import type { Host } from '../host.ts';
import type { Joins } from '../joins.ts';
import type { Leaves } from '../leaves.ts';
import type { Links } from '../links.ts';
import type { Answer } from '../messages/answer.ts';
import type { Command } from '../messages/command.ts';
import type { Pairing } from '../pairing.ts';
import type { Peers } from '../peers.ts';
import type { Recovery } from '../recovery.ts';
import type { Revocations } from '../revocations.ts';
import type { SelfRoom } from '../selfRoom.ts';

/** The engine as commands see it. */
export interface Commanded extends Host {
  readonly leaves: Leaves;
  readonly held: HeldDeletes;
  readonly admissions: Admissions;
  readonly peers: Peers;
  readonly joins: Joins;
  readonly contacts: ContactBook;
  readonly recovery: Recovery;
  readonly links: Links;
  readonly attendance: Attendance;
  readonly calls: Calls;
  pairing(): Promise<Pairing>;
  readonly finding: Finding;
  readonly forgetting: Forgetting;
  readonly devices: Devices;
  readonly revocations: Revocations;
  readonly selfRoom: SelfRoom;
  /** Writes what makes this device somebody's, and takes it up. */
  become(changes: readonly Change[]): Promise<void>;
}

export type Kind = Command['do'];

type Runner<K extends Kind> = (
  engine: Commanded,
  command: Extract<Command, { do: K }>,
  mark: MarkDone,
) => Promise<Answer>;

export type Runners = { readonly [K in Kind]: Runner<K> };

export const OK: Answer = { ok: true };
