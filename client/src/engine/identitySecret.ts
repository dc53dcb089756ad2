/**
 * ID-6: the identity's secret for one act of its person. On the device that holds it, at hand; on a linked one, out of the copy
 * that the recovery code opens, and nothing of it is kept.
 */
import { toText } from '#shared/bytes.ts';
import { signKeyPair } from '#shared/crypto/sign.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { Host } from './host.ts';
import { identitySeed } from './keys.ts';
import type { RecoveryCode } from './messages/command.ts';

export interface IdentitySecret {
  readonly seed: Uint8Array;
  /** The least the identity's next certificate is to have. */
  readonly serial: number;
}

export async function identitySecret(engine: Host, code: RecoveryCode | undefined): Promise<IdentitySecret> {
  const { parts } = engine;
  const held = await identitySeed(parts.store);
  if (held) return { seed: held, serial: 0 };
  if (!code)
    throw new GrapevineError(
      'no-identity',
      'This device was linked. Type your recovery code, or use the device that made your keys.',
    );
  const { openRecovery } = await import('./recovering.ts');
  const { contents } = (await openRecovery(parts.http, code)).opened;
  const { identity } = await engine.needKeys();
  if (toText(signKeyPair(contents.identity).publicKey) !== identity)
    throw new GrapevineError('other-identity', 'These words are another person’s. Type those you wrote down yourself.');
  return { seed: contents.identity, serial: contents.serial };
}
