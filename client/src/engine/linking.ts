/**
 * Linking a device. The one that holds the identity (ID-6) shows a code; the new one takes it and makes its own keys; both show
 * six words; when they match, the holder certifies those keys and hands over rooms, room keys and contacts. What the two say lies
 * in sealed boxes on the relay. The new device adds itself to every room by its certificate (arrivals.ts).
 */
import { toText } from '#shared/bytes.ts';
import { halfCertificate, type CertificateHalf } from '#shared/charter/certificate.ts';
import { boxKeyPair, openBox, sealTo } from '#shared/crypto/box.ts';
import { signKeyPair } from '#shared/crypto/sign.ts';
import { GrapevineError, type Result } from '#shared/errors.ts';
import type { DeviceId } from '#shared/ids.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import {
  boxName,
  LINK_SECRET_BYTES,
  linkText,
  linkWords,
  readLinkText,
  type LinkBox,
} from '#shared/linking/linkCode.ts';
import {
  openMessage,
  sealMessage,
  type LinkHello,
  type LinkKeys,
  type LinkMessage,
} from '#shared/linking/linkMessages.ts';
import { encodeBelongings, readBelongings, type Belongings } from '#shared/recovery/recoveryContents.ts';
import { linkedKeys, newSeeds, type DeviceSeeds } from './keys.ts';
import type { LinkProgress } from './messages/devices.ts';
import type { Parts } from './parts.ts';
import { settledDevice } from './settledDevice.ts';

/** How often a box is looked into, and until when. */
const LOOK_MS = 1_000;
const PATIENCE_MS = 10 * 60_000;
const FOUND = 200;
const NOT_FOUND = 404;

interface Talk {
  readonly parts: Parts;
  readonly secret: Uint8Array;
  readonly tell: (progress: LinkProgress) => void;
  /** Aborts when the person turns away. */
  readonly signal: AbortSignal;
}

/** What the holder needs of its engine. */
export interface Holder {
  readonly identitySeed: Uint8Array;
  readonly hello: LinkHello;
  belongings(): Promise<Belongings>;
  /** Of the new device's certificate. */
  serial(): Promise<number>;
}

export const newLinkSecret = ({ random }: Parts): Uint8Array => random.bytes(LINK_SECRET_BYTES);
export const linkOf = ({ origin }: Parts, secret: Uint8Array): string => linkText(origin, secret);
export const secretOf = ({ origin }: Parts, text: string): Uint8Array => right(readLinkText(text, origin));

/** The holder's side, from the code on screen to the new device being certified. `matches` asks the person. */
export async function offerLink(talk: Talk, holder: Holder, matches: () => Promise<boolean>): Promise<void> {
  await leave(talk, 'hello', holder.hello);
  const asking = await waitFor(talk, 'keys');
  talk.tell({ as: 'holder', step: 'compare', words: linkWords(talk.secret, holder.hello, asking) });
  if (!(await matches())) {
    await leave(talk, 'welcome', { serial: 0, at: 0, byIdentity: new Uint8Array(), sealed: new Uint8Array() });
    throw new GrapevineError(
      'no-match',
      'The words did not match, so nothing was handed over. Begin again with a new code.',
    );
  }
  const belongings = await holder.belongings();
  const { at } = belongings;
  const serial = await holder.serial();
  const half = { identity: holder.hello.identity, ...asking, serial, at };
  await leave(talk, 'welcome', {
    serial,
    at,
    byIdentity: halfCertificate(half, signKeyPair(holder.identitySeed)),
    sealed: sealTo(asking.box, encodeBelongings(belongings), talk.parts.random.bytes(32)),
  });
}

/** The new device's side; gives what makes it one of the person's, to be written at once. */
export async function takeLink(talk: Talk): Promise<readonly Change[]> {
  const hello = await waitFor(talk, 'hello');
  const seeds = newSeeds(talk.parts.random);
  const asking = publicOf(seeds);
  await leave(talk, 'keys', asking);
  talk.tell({ as: 'new', step: 'compare', words: linkWords(talk.secret, hello, asking), name: hello.name });
  const { byIdentity, serial, at, sealed } = await waitFor(talk, 'welcome');
  if (byIdentity.length === 0)
    throw new GrapevineError(
      'no-match',
      'The words did not match, so this device was not linked. Begin again with a new code.',
    );
  const half: CertificateHalf = { identity: hello.identity, ...asking, serial, at };
  const linked = right(linkedKeys(seeds, half, byIdentity));
  const plain = openBox(sealed, boxKeyPair(seeds.boxSeed));
  if (!plain) throw new GrapevineError('bad-message', 'What the other device left cannot be read. Begin again.');
  return settledDevice(linked, right(readBelongings(plain)), talk.parts.clock.now());
}

function publicOf({ deviceSeed, boxSeed }: DeviceSeeds): LinkKeys {
  return { sign: toText(signKeyPair(deviceSeed).publicKey) as DeviceId, box: boxKeyPair(boxSeed).publicKey };
}

async function leave<Box extends LinkBox>({ parts, secret }: Talk, box: Box, message: LinkMessage<Box>): Promise<void> {
  const { status } = await reached(
    parts.http.post(`/api/mailbox/${boxName(secret, box)}`, sealMessage(secret, box, message, parts.random)),
  );
  if (status !== FOUND)
    throw new GrapevineError('link-used', 'This code was used already. Begin again with a new one.');
}

/** Looks until it is there. */
async function waitFor<Box extends LinkBox>(talk: Talk, box: Box): Promise<LinkMessage<Box>> {
  const { parts, secret, signal } = talk;
  const until = parts.clock.now() + PATIENCE_MS;
  while (!signal.aborted && parts.clock.now() < until) {
    const { status, body } = await reached(parts.http.get(`/api/mailbox/${boxName(secret, box)}`));
    if (status === FOUND) return right(openMessage(secret, box, body));
    if (status !== NOT_FOUND) throw new GrapevineError('slow-down', 'The relay is busy. Try again in a minute.');
    await pause(talk);
  }
  throw new GrapevineError(
    'link-over',
    signal.aborted ? 'Stopped.' : 'The code has run out. Begin again with a new one.',
  );
}

const pause = ({ parts, signal }: Talk): Promise<void> =>
  new Promise((resolve) => {
    const stop = parts.clock.after(LOOK_MS, resolve);
    signal.addEventListener('abort', () => {
      stop();
      resolve();
    });
  });

async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw new GrapevineError('unreachable', 'The relay does not answer. Linking needs it; try again when it does.', {
      cause,
    });
  }
}

function right<T>(result: Result<T>): T {
  if (!result.ok) throw new GrapevineError(result.fault.code, result.fault.say);
  return result.value;
}
