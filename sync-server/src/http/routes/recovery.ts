/**
 * `/api/recovery/<id>`: the sealed copy that a recovery code opens (ID-7). The relay knows no code and no person: the copy's
 * name is a key, whoever has its secret replaces the copy, and a version that went up never goes down.
 */
import { isKeyText, type RecoveryId } from '#shared/ids.ts';
import type { RelayStore } from '#shared/ports/relayStore.ts';
import { MAX_UPLOAD, readUpload } from '#shared/wire/recoveryUpload.ts';
import { AddressPace } from '../addressPace.ts';
import { json, type Reply } from '../reply.ts';
import type { Asked, Endpoint } from '../route.ts';

const MINUTE = 60_000;
/** Codes cannot be guessed; this keeps one address from reading or writing all day. */
const READS = 60;
const WRITES = 30;

export function recoveryEndpoint(store: RelayStore, now: () => number): Endpoint {
  const reads = new AddressPace(READS, MINUTE, now);
  const writes = new AddressPace(WRITES, MINUTE, now);
  return {
    get: (asked) => slowed(reads, asked) ?? give(store, asked),
    post: {
      most: MAX_UPLOAD,
      type: 'application/octet-stream',
      answer: (asked) => slowed(writes, asked) ?? take(store, asked),
    },
  };
}

function slowed(pace: AddressPace, { address }: Asked): Reply | undefined {
  const wait = pace.wait(address);
  if (wait === 0) return undefined;
  const say = `Too many tries from your address. Try again in ${Math.ceil(wait / 1000)} seconds.`;
  return json(429, { code: 'slow-down', say, retry: wait });
}

async function give(store: RelayStore, asked: Asked): Promise<Reply> {
  const id = idOf(asked);
  const kept = id && (await store.recovery(id));
  if (!kept) return json(404, { code: 'no-copy', say: 'There is no copy of that name here.' });
  return {
    status: 200,
    type: 'application/octet-stream',
    body: kept.copy,
    headers: { 'cache-control': 'no-store' },
  };
}

async function take(store: RelayStore, asked: Asked): Promise<Reply> {
  const id = idOf(asked);
  if (!id) return json(404, { code: 'no-copy', say: 'That is no name of a copy.' });
  const upload = readUpload(id, asked.body);
  if (!upload.ok) return json(400, upload.fault);
  const { version, copy } = upload.value;
  await store.commit({ recoveries: [{ id, version, copy }] });
  const kept = await store.recovery(id);
  // Of two that say the same version the first stands: the other hears which version to go beyond.
  return kept?.version === version && Buffer.compare(kept.copy, copy) === 0
    ? json(200, { version })
    : json(409, { code: 'old-version', say: 'A newer copy is kept here.', version: kept?.version ?? 0 });
}

function idOf({ path }: Asked): RecoveryId | undefined {
  const text = path.slice(path.lastIndexOf('/') + 1);
  return isKeyText(text) ? (text as RecoveryId) : undefined;
}
