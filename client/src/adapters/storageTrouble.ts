import { GrapevineError } from '#shared/errors.ts';
import { StorageBroken, StorageFull, StorageGone, StorageNewer } from '#shared/ports/storageErrors.ts';

/** Says in the port's words what IndexedDB said in its own. */
export function storageTrouble(cause: unknown): Error {
  if (cause instanceof GrapevineError) return cause;
  switch (nameOf(cause)) {
    case 'QuotaExceededError':
      return new StorageFull({ cause });
    case 'InvalidStateError':
    case 'NotFoundError':
    case 'AbortError':
      // A connection closed under us: `transaction()` throws the first two, and transactions under way abort.
      return new StorageGone({ cause });
    case 'VersionError':
      return new StorageNewer({ cause });
    case 'DataCloneError':
      return new TypeError('Only plain values can be stored', { cause });
    default:
      return new StorageBroken({ cause });
  }
}

const nameOf = (cause: unknown): string | undefined =>
  cause instanceof Error || cause instanceof DOMException ? cause.name : undefined;
