/** Making a recovery code, and coming back by one. Loaded when first needed, with its words and its key stretching. */
import { hash } from '#shared/crypto/hash.ts';
import { GrapevineError, type Result } from '#shared/errors.ts';
import type { Change } from '#shared/ports/deviceStore.ts';
import type { RelayHttp } from '#shared/ports/relayHttp.ts';
import type { Random } from '#shared/ports/random.ts';
import { CODE_BYTES, codeWords, readCode } from '#shared/recovery/recoveryCode.ts';
import { openCopy, readCopy, type OpenedCopy } from '#shared/recovery/recoveryCopy.ts';
import { COST, recoveryId, recoverySealKey } from '#shared/recovery/recoveryKeys.ts';
import { certifiedKeys } from './keys.ts';
import { settledDevice } from './settledDevice.ts';
import { unconfirmed } from './confirmations.ts';
import { keepRecovery, type KeptRecovery } from './recovery.ts';

const FOUND = 200;
const NOT_FOUND = 404;

/** Twelve words to write down. Nothing is kept yet. */
export const drawCode = (random: Random): readonly string[] => codeWords(random.bytes(CODE_BYTES));

/** What to keep of a code once its person has written it down. `now` in ms UTC. */
export async function keptOf(words: string, passphrase: string, now: number): Promise<KeptRecovery> {
  const code = right(readCode(words));
  return {
    id: recoveryId(code),
    writeSeed: hash('recovery-write', code),
    sealKey: await recoverySealKey(code, passphrase, COST),
    cost: COST,
    version: 0,
    made: now,
  };
}

/**
 * The newest copy there is: the relay's, or that of the file. Faults as a person should read them, and without having changed
 * anything (T-25).
 */
export async function openRecovery(
  http: RelayHttp,
  {
    words,
    passphrase = '',
    file,
  }: { readonly words: string; readonly passphrase?: string; readonly file?: Uint8Array },
): Promise<{ readonly opened: OpenedCopy; readonly code: Uint8Array }> {
  const code = right(readCode(words));
  const kept = await fetchCopy(http, code, file !== undefined);
  const copies = [...(kept ? [kept] : []), ...(file ? [file] : [])];
  const newest = copies.sort((a, b) => versionOf(b) - versionOf(a))[0];
  if (!newest)
    throw new GrapevineError('no-copy', 'The relay keeps no copy for these words. Check the words, or choose a file.');
  return { opened: right(await openCopy(newest, code, passphrase)), code };
}

/** Undefined when there is none, or, with a file at hand, none can be had. */
async function fetchCopy(http: RelayHttp, code: Uint8Array, hasFile: boolean): Promise<Uint8Array | undefined> {
  try {
    const { status, body } = await http.get(`/api/recovery/${recoveryId(code)}`);
    if (status === FOUND) return body;
    if (status === NOT_FOUND || hasFile) return undefined;
  } catch (cause) {
    if (hasFile) return undefined;
    throw new GrapevineError('unreachable', 'The relay does not answer. Try again, or choose a recovery file.', {
      cause,
    });
  }
  throw new GrapevineError('slow-down', 'The relay is busy. Try again in a minute.');
}

function versionOf(copy: Uint8Array): number {
  const read = readCopy(copy);
  return read.ok ? read.value.version : 0;
}

/** All that makes this device a new one of the recovered person, to be written at once. */
export function restoredDevice(
  { version, contents, sealKey, cost }: OpenedCopy,
  code: Uint8Array,
  random: Random,
  now: number,
): readonly Change[] {
  const { identity, serial, ...belongings } = contents;
  const recovery: KeptRecovery = {
    id: recoveryId(code),
    writeSeed: hash('recovery-write', code),
    sealKey,
    cost,
    version,
    made: now,
    ...(belongings.self === undefined ? {} : { restored: version }),
  };
  const rooms = belongings.rooms.filter(({ room }) => room !== belongings.self);
  return [
    ...settledDevice(certifiedKeys(identity, serial, random, now), belongings, now),
    ...rooms.map(({ room }) => unconfirmed(room)),
    keepRecovery(recovery),
  ];
}

function right<T>(result: Result<T>): T {
  if (!result.ok) throw new GrapevineError(result.fault.code, result.fault.say);
  return result.value;
}
