/**
 * Argon2id (version 1.3, one lane), as libsodium's `crypto_pwhash` computes it. libsodium's standard build leaves it out, and
 * its whole build is twenty times the size of this one; the test holds the two to the same bytes.
 */
import { argon2id } from 'hash-wasm';

export interface StretchCost {
  readonly passes: number;
  /** KiB of memory. */
  readonly memory: number;
}

export const SALT_BYTES = 16;

/** 32 bytes, hard to come by without knowing `secret`. `salt` has 16 bytes. */
export const stretch = (secret: Uint8Array, salt: Uint8Array, { passes, memory }: StretchCost): Promise<Uint8Array> =>
  argon2id({
    password: secret,
    salt,
    iterations: passes,
    memorySize: memory,
    parallelism: 1,
    hashLength: 32,
    outputType: 'binary',
  });
