/** A person’s devices, and what they are doing to become more. */
import type { DeviceId, RecoveryId, RoomId } from '#shared/ids.ts';
import type { PairingFailure, PairingStep } from '#shared/ports/peerPairing.ts';

/** A device of this person, as their rooms have it. */
export interface OwnDevice {
  readonly device: DeviceId;
  /** What the person calls it. */
  readonly name?: string;
  /** The one in front of them. */
  readonly here: boolean;
  /** Rooms it is in. */
  readonly rooms: number;
  /** It was linked: adding or giving up a device from it asks for the recovery code (ID-6). */
  readonly linked?: true;
}

/** ID-7: the recovery code this device keeps a copy under. */
export interface RecoveryState {
  readonly id: RecoveryId;
  /** Of the newest copy this device knows of. */
  readonly version: number;
  /** ms UTC when the code was made, and when the relay last had all there is. */
  readonly made: number;
  readonly saved?: number;
}

/** Another device being linked, seen from either side. */
export interface LinkProgress {
  readonly as: 'holder' | 'new';
  readonly step: 'waiting' | 'compare' | 'done' | 'failed';
  /** While comparing: six, and on the new device whose it is to become. */
  readonly words?: readonly string[];
  readonly name?: string;
  /** When it failed: what happened and what to do. */
  readonly say?: string;
}

/** Pair nearby, as far as it is. */
export interface PairingProgress {
  /** `offer` and `answer`: a code is to be shown. */
  readonly step: 'none' | 'making' | 'offer' | 'answer' | 'meeting' | 'met' | 'failed';
  readonly code?: string;
  /** What is wrong with the code taken last; the one that is shown stays good. */
  readonly wrong?: Extract<PairingStep, { step: 'wrong' }>['why'];
  /** Why it failed; `gone`: the two had met. */
  readonly why?: PairingFailure | 'gone';
  /** Once met and proved: rooms both are in. */
  readonly rooms?: number;
  /** The room this person brings the other into. */
  readonly bringing?: RoomId;
  /** A link by which the other brings this person into a room. */
  readonly link?: string;
}
