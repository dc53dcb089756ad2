/** What a recovery code gives: the name of the copy, the right to replace it, and the key that opens it. */
import { toText, utf8 } from '#shared/bytes.ts';
import { hash } from '#shared/crypto/hash.ts';
import { signKeyPair, type SignKeyPair } from '#shared/crypto/sign.ts';
import { SALT_BYTES, stretch, type StretchCost } from '#shared/crypto/stretch.ts';
import type { RecoveryId } from '#shared/ids.ts';

/** A few tenths of a second on a phone. The code's 128 bits need no such help; a passphrase beside it does. */
export const COST: StretchCost = { passes: 3, memory: 64 * 1024 };

/** Who may replace the copy of this code: its public key is the copy's name, so a relay need remember nobody. */
export const recoveryWriter = (code: Uint8Array): SignKeyPair => signKeyPair(hash('recovery-write', code));

export const recoveryId = (code: Uint8Array): RecoveryId => toText(recoveryWriter(code).publicKey) as RecoveryId;

/** 32 bytes. The passphrase, empty for none, counts as people see it, however their keyboard composes it. */
export const recoverySealKey = (code: Uint8Array, passphrase: string, cost: StretchCost): Promise<Uint8Array> =>
  stretch(
    hash('recovery-secret', code, utf8(passphrase.normalize('NFKC'))),
    hash('recovery-salt', code).slice(0, SALT_BYTES),
    cost,
  );
