/**
 * A link as two pure functions (SYN-1): `receive(session, frame)` and `generate(session)`. The same for a device towards a
 * relay or a peer and for the relay itself. It proves the device (SYN-3), answers pings, and lets nothing else through before that.
 * It knows no socket, no document and no charter: frames of an open link are handed on as they are.
 */
import { joinFrames } from '#shared/wire/batch.ts';
import { encodeFrame } from '#shared/wire/frame.ts';
import { MAX_BATCH, type Frame, type Prove, type RefusalCode } from '#shared/wire/frames.ts';
import { varuintLength } from '#shared/wire/varuint.ts';
import type { DeviceId } from '#shared/ids.ts';
import { checkLink, peerTranscript, signLink, transcript, turnSides, type LinkSides } from './linkProof.ts';

export interface Session {
  readonly side: Side;
  readonly phase: 'greeting' | 'proving' | 'open' | 'closed';
  readonly sides?: LinkSides;
  /** Whose proof was good; on a device's side its own id. */
  readonly device?: DeviceId;
  /** Both ends hold the same once the link is open: invite proofs are made over it (CHA-8). */
  readonly transcript?: Uint8Array;
  readonly out: readonly Frame[];
}

/**
 * A device holds keys and proves them; a relay holds none and says only which origins it answers to. Peers both prove, and
 * both transport identities are known from the connection.
 */
export type Side =
  | {
      readonly is: 'device';
      readonly nonce: Uint8Array;
      readonly transport: string;
      readonly device: DeviceId;
      readonly secretKey: Uint8Array;
    }
  | {
      readonly is: 'peer';
      readonly nonce: Uint8Array;
      readonly transport: string;
      readonly theirTransport: string;
      readonly device: DeviceId;
      readonly secretKey: Uint8Array;
    }
  | {
      readonly is: 'relay';
      readonly nonce: Uint8Array;
      readonly accepts: (transport: string) => boolean;
      readonly now: () => number;
    };

export type Effect =
  | { readonly do: 'opened'; readonly device: DeviceId; readonly transcript: Uint8Array; readonly now?: number }
  | { readonly do: 'frame'; readonly frame: Frame }
  | { readonly do: 'close'; readonly code: RefusalCode; readonly say: string };

export interface Step {
  readonly session: Session;
  readonly effects: readonly Effect[];
}

export const startSession = (side: Side): Session => ({
  side,
  phase: 'greeting',
  out: [{ type: 'hello', version: 1, nonce: side.nonce }],
});

/** Puts a frame on its way; only an open link carries any. */
export const queue = (session: Session, frame: Frame): Session =>
  session.phase === 'open' ? { ...session, out: [...session.out, frame] } : session;

/**
 * What is to be sent now, as one batch of `most` bytes, or of one larger frame; what does not fit it is given when asked again,
 * until there is no batch.
 */
export function generate(
  session: Session,
  most = MAX_BATCH,
): { readonly session: Session; readonly batch?: Uint8Array } {
  const frames: Uint8Array[] = [];
  let room = most;
  for (const frame of session.out) {
    const bytes = encodeFrame(frame);
    room -= varuintLength(bytes.length) + bytes.length;
    if (room < 0 && frames.length > 0) break;
    frames.push(bytes);
  }
  if (frames.length === 0) return { session };
  return { session: { ...session, out: session.out.slice(frames.length) }, batch: joinFrames(frames) };
}

export function receive(session: Session, frame: Frame): Step {
  switch (session.phase) {
    case 'greeting':
      return frame.type === 'hello'
        ? greeted(session, frame.nonce)
        : refuse(session, 'bad-frame', 'A link begins with hello.');
    case 'proving':
      return proving(session, frame);
    case 'open':
      return opened(session, frame);
    case 'closed':
      return { session, effects: [] };
  }
}

function greeted(session: Session, theirNonce: Uint8Array): Step {
  const { side } = session;
  if (side.is === 'relay')
    return {
      session: { ...session, phase: 'proving', sides: { ...blank, ownNonce: side.nonce, theirNonce } },
      effects: [],
    };
  const sides: LinkSides = {
    ownNonce: side.nonce,
    theirNonce,
    ownTransport: side.transport,
    theirTransport: side.is === 'peer' ? side.theirTransport : side.transport,
  };
  const proof: Prove = {
    type: 'prove',
    device: side.device,
    transport: side.transport,
    signature: signLink(sides, side.secretKey),
  };
  return { session: { ...session, phase: 'proving', sides, out: [...session.out, proof] }, effects: [] };
}

const blank = { ownTransport: '', theirTransport: '' };

function proving(session: Session, frame: Frame): Step {
  const { side, sides } = session;
  if (side.is === 'device' && frame.type === 'welcome' && sides) {
    return open(session, side.device, transcript(sides, side.device), frame.now);
  }
  if (side.is === 'peer' && frame.type === 'prove' && sides) return provedPeer(session, side, sides, frame);
  if (side.is !== 'relay' && frame.type === 'refuse') return close(session, frame.code, frame.say);
  if (side.is === 'relay' && frame.type === 'prove' && sides) return proved(session, side, sides, frame);
  return refuse(session, 'bad-proof', 'Prove your device first.');
}

function proved(session: Session, side: Side & { is: 'relay' }, bare: LinkSides, frame: Prove): Step {
  if (!side.accepts(frame.transport))
    return refuse(session, 'bad-proof', 'This relay does not answer to the address in the proof.');
  const sides = { ...bare, ownTransport: frame.transport, theirTransport: frame.transport };
  const proverSides = turnSides(sides);
  if (!checkLink(proverSides, frame.device, frame.signature))
    return refuse(session, 'bad-proof', 'The signature of the proof is not good.');
  const now = side.now();
  const welcomed = { ...session, sides, out: [...session.out, { type: 'welcome', now } as const] };
  return open(welcomed, frame.device, transcript(proverSides, frame.device), now);
}

/** Its own device sent back to it is a peer that only repeats what it heard. */
function provedPeer(session: Session, side: Side & { is: 'peer' }, sides: LinkSides, frame: Prove): Step {
  const isTheirs = frame.transport === side.theirTransport && frame.device !== side.device;
  if (!isTheirs || !checkLink(turnSides(sides), frame.device, frame.signature))
    return refuse(session, 'bad-proof', 'The signature of the proof is not good.');
  return open(session, frame.device, peerTranscript(sides, side.device, frame.device));
}

const open = (session: Session, device: DeviceId, transcriptHash: Uint8Array, now?: number): Step => ({
  session: { ...session, phase: 'open', device, transcript: transcriptHash },
  effects: [{ do: 'opened', device, transcript: transcriptHash, ...(now === undefined ? {} : { now }) }],
});

function opened(session: Session, frame: Frame): Step {
  if (frame.type === 'ping') return { session: ponging(session), effects: [] };
  if (frame.type === 'hello' || frame.type === 'prove' || frame.type === 'welcome') {
    return refuse(session, 'bad-frame', 'This link is proved already.');
  }
  return { session, effects: [{ do: 'frame', frame }] };
}

/** One pong answers all the pings since the last: a flood of them is worth no more. */
const ponging = (session: Session): Session =>
  session.out.at(-1)?.type === 'pong' ? session : queue(session, { type: 'pong' });

function refuse(session: Session, code: RefusalCode, say: string): Step {
  return close({ ...session, out: [...session.out, { type: 'refuse', code, say }] }, code, say);
}

const close = (session: Session, code: RefusalCode, say: string): Step => ({
  session: { ...session, phase: 'closed' },
  effects: [{ do: 'close', code, say }],
});
