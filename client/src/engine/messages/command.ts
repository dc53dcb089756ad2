/** What a window may ask of the engine. */
import type { DeviceId, EntryId, IdentityId, InviteId, RoomId } from '#shared/ids.ts';
import type { Rank } from './members.ts';
import type { Attention, Hides } from './people.ts';
import type { Draft, Rules } from './rooms.ts';

/** Made by the window, kept by the outbox: a command sent again after a change of leader is done once. */
export type CommandId = string;

export type Command =
  /** First run: makes the identity, its device and the profile. Works with no relay. */
  | { readonly do: 'start'; readonly name: string }
  | { readonly do: 'rename'; readonly name: string }
  | { readonly do: 'room.create'; readonly name: string; readonly kind?: 'public' }
  /** The conversation of two with somebody: answered with its room, or with the link into one they called this person into. */
  | { readonly do: 'direct.begin'; readonly room: RoomId; readonly identity: IdentityId }
  /** The same with somebody no room leads to, by whose username they are: the answer's link is to be handed over. */
  | { readonly do: 'direct.invite'; readonly identity: IdentityId; readonly name: string }
  | { readonly do: 'call.away'; readonly room: RoomId }
  | { readonly do: 'room.rename'; readonly room: RoomId; readonly name: string; readonly topic?: string }
  /** What it leaves out stays as it was. */
  | { readonly do: 'room.rules'; readonly room: RoomId; readonly rules: Partial<Rules> }
  | { readonly do: 'room.leave'; readonly room: RoomId }
  /** Removes the room from this device, leaving it first. Held 6 s; `room.keep` takes it back until then. */
  | { readonly do: 'room.forget'; readonly room: RoomId }
  | { readonly do: 'room.keep'; readonly room: RoomId }
  /** The room is on a screen (attach, keep fresh) or no longer. */
  | { readonly do: 'room.show'; readonly room: RoomId }
  | { readonly do: 'room.hide'; readonly room: RoomId }
  /** `expires`: when it is to go for everybody, ms UTC. */
  | {
      readonly do: 'send';
      readonly room: RoomId;
      readonly text: string;
      readonly reply?: EntryId;
      readonly expires?: number;
    }
  | { readonly do: 'edit'; readonly room: RoomId; readonly target: EntryId; readonly text: string }
  /** Held 6 s in the outbox, durable at once; `delete.undo` takes it back until then. */
  | { readonly do: 'delete'; readonly room: RoomId; readonly target: EntryId }
  | { readonly do: 'delete.undo'; readonly room: RoomId; readonly target: EntryId }
  | {
      readonly do: 'react';
      readonly room: RoomId;
      readonly target: EntryId;
      readonly emoji: string;
      readonly on: boolean;
    }
  | { readonly do: 'draft'; readonly room: RoomId; readonly draft: Draft }
  /** MRK-3: said while it lasts, and when it is over. */
  | { readonly do: 'attend'; readonly room: RoomId; readonly attention: Attention }
  /** What this person's devices tell of them; what it leaves out stays as it was. */
  | { readonly do: 'me.hides'; readonly hides: Hides }
  /** The person has seen everything up to this row. */
  | { readonly do: 'read'; readonly room: RoomId; readonly upTo: string }
  | {
      readonly do: 'invite.create';
      readonly room: RoomId;
      readonly uses: number | 'any';
      readonly days: number;
      readonly open: boolean;
    }
  | { readonly do: 'invite.revoke'; readonly room: RoomId; readonly invite: InviteId }
  /**
   * Puts somebody out, with a new room key; they read the reason. Who is out is put out again, to tighten: what this device
   * has not seen of theirs does not count, nor what they wrote from `since` (ms UTC) on.
   */
  | {
      readonly do: 'member.remove';
      readonly room: RoomId;
      readonly identity: IdentityId;
      readonly reason?: string;
      readonly since?: number;
    }
  | { readonly do: 'member.role'; readonly room: RoomId; readonly identity: IdentityId; readonly role: Rank }
  /** CHA-5: what a removed person wrote that the room had not seen, and this device keeps, is to count after all. */
  | { readonly do: 'cut.extend'; readonly room: RoomId; readonly identity: IdentityId }
  /** Makes another the owner; this person is an admin from then on. */
  | { readonly do: 'member.handover'; readonly room: RoomId; readonly identity: IdentityId }
  /** A person's yes or no to somebody who asks to come in. A no is held 6 s; `ask.undo` takes it back until then. */
  | { readonly do: 'ask.admit'; readonly room: RoomId; readonly request: string }
  | { readonly do: 'ask.decline'; readonly room: RoomId; readonly request: string }
  | { readonly do: 'ask.undo'; readonly room: RoomId; readonly request: string }
  /** Looks at an invite without joining: progress comes as `join` notices. */
  | { readonly do: 'join.look'; readonly link: string }
  | { readonly do: 'join.ask'; readonly link: string; readonly name: string }
  | { readonly do: 'join.cancel'; readonly link: string }
  /** What to compare with this person (ID-5). */
  | { readonly do: 'contact.safety'; readonly identity: IdentityId }
  /** The words matched, or did not. */
  | { readonly do: 'contact.verify'; readonly identity: IdentityId; readonly verified: boolean }
  /** ID-4: who has this username on the relay; answered with `found`. */
  | { readonly do: 'person.find'; readonly username: string }
  /** An account on a relay was seen to belong to this identity (ID-4). */
  | { readonly do: 'contact.meet'; readonly account: string; readonly identity: IdentityId }
  /** That an account changed hands was seen. */
  | { readonly do: 'contact.told'; readonly identity: IdentityId }
  /** Twelve words to write down; nothing is kept of them until `recovery.keep`. */
  | { readonly do: 'recovery.draw' }
  | { readonly do: 'recovery.keep'; readonly words: string; readonly passphrase: string }
  /** The sealed copy as a file. */
  | { readonly do: 'recovery.file' }
  /** Makes this device a new one of whoever these words belong to; from the relay's copy, or a file's where that is newer. */
  | ({ readonly do: 'recovery.restore' } & RecoveryCode)
  /**
   * A code for another device to take, once: how it goes comes as `link` notices. Where the identity's secret is not, the
   * recovery code stands in for it (ID-6).
   */
  | { readonly do: 'link.offer'; readonly code?: RecoveryCode }
  /** Do the six words match those on the new device? */
  | { readonly do: 'link.answer'; readonly matches: boolean }
  /** This device, nobody's yet, becomes one of whoever showed the code. */
  | { readonly do: 'link.take'; readonly code: string }
  | { readonly do: 'link.stop' }
  /** Makes a code by which somebody near can meet this device with nobody in between; how it goes comes as `pairing` notices. */
  | { readonly do: 'pair.show' }
  /** Takes the code or the answer that another device shows. */
  | { readonly do: 'pair.take'; readonly code: string }
  /** Brings whoever was met into a room: they are sent a link for one person. */
  | { readonly do: 'pair.bring'; readonly room: RoomId }
  | { readonly do: 'pair.stop' }
  /** Gives up another device of this person: in every room, at once and for good. */
  | { readonly do: 'device.revoke'; readonly device: DeviceId; readonly code?: RecoveryCode }
  | { readonly do: 'device.rename'; readonly device: DeviceId; readonly name: string }
  /** Says that a username on the relay is this person's, with the device's key; answers with the binding. */
  | { readonly do: 'account.bind'; readonly username: string }
  /** Whose a username is by what the relay hands out for it. Not one's own: pinned when first met (ID-4). */
  | { readonly do: 'account.whose'; readonly username: string; readonly binding: string; readonly own: boolean }
  /** From the window's `online` and `offline` events, which never reach a Worker. */
  | { readonly do: 'network'; readonly online: boolean }
  | { readonly do: 'relay.try' };

/** Twelve words as somebody typed them, their passphrase, empty for none, and a file if they have one. */
export interface RecoveryCode {
  readonly words: string;
  readonly passphrase: string;
  readonly file?: Uint8Array;
}
