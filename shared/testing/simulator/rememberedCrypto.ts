/**
 * Every device of a simulated network checks what the others checked: the same signatures, the same keys. Both are pure
 * functions of bytes, so each answer is worked out once for all of them.
 */
import sodium from 'libsodium-wrappers';

/** Forgotten all at once when there are so many. */
const MOST = 1 << 16;

const known = new Map<string, unknown>();

/** Once libsodium is ready, for the whole of this process. */
export function rememberCrypto(): void {
  sodium.crypto_sign_verify_detached = remembered('signature', sodium.crypto_sign_verify_detached);
  sodium.crypto_sign_ed25519_pk_to_curve25519 = remembered('key', sodium.crypto_sign_ed25519_pk_to_curve25519);
}

/** All of its arguments are bytes, or texts; what it throws is not kept. */
function remembered<Work extends (...parts: never[]) => unknown>(name: string, work: Work): Work {
  if (work.name === MARK) return work;
  const ask = {
    [MARK]: (...parts: Parameters<Work>): unknown => {
      const key = `${name} ${parts.map(textOf).join(' ')}`;
      if (known.has(key)) return known.get(key);
      const answer = work(...parts);
      if (known.size >= MOST) known.clear();
      known.set(key, answer);
      return answer;
    },
  }[MARK];
  return ask as Work;
}

const MARK = 'remembered';

const textOf = (part: unknown): string =>
  part instanceof Uint8Array ? Buffer.from(part.buffer, part.byteOffset, part.length).toString('latin1') : String(part);
