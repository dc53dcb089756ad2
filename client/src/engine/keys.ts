/**
 * The keys of this device and of the person whose first device it is (ID-6: here until the person moves the secret).
 * They are made on first need, with no relay and no name, and kept in the vault before anything is signed with them.
 */
import { toText } from '#shared/bytes.ts';
import {
  completeCertificate,
  makeCertificate,
  readCertificate,
  type CertificateHalf,
  type DeviceCert,
} from '#shared/charter/certificate.ts';
import { boxKeyPair, type BoxKeyPair } from '#shared/crypto/box.ts';
import { signKeyPair } from '#shared/crypto/sign.ts';
import { GrapevineError, ok, type Result } from '#shared/errors.ts';
import type { DeviceId, IdentityId } from '#shared/ids.ts';
import type { Change, DeviceStore } from '#shared/ports/deviceStore.ts';
import type { Random } from '#shared/ports/random.ts';

export interface Keys {
  readonly identity: IdentityId;
  readonly device: DeviceId;
  readonly signSecret: Uint8Array;
  readonly box: BoxKeyPair;
  readonly certificate: DeviceCert;
}

/** What the vault keeps of them: 32-byte seeds, and the certificate as it travels. */
interface KeptKeys {
  /** Not on a linked device (ID-6). */
  readonly identitySeed?: Uint8Array;
  readonly deviceSeed: Uint8Array;
  readonly boxSeed: Uint8Array;
  readonly certificate: Uint8Array;
}

const KEY = 'self';
/** The last serial that was given. */
const SERIAL = 'serial';
const SEED_BYTES = 32;

export async function loadKeys(store: DeviceStore): Promise<Keys | undefined> {
  const kept = (await store.get('vault', KEY)) as KeptKeys | undefined;
  return kept && unpack(kept);
}

/** `now` in ms UTC goes into the certificate, for people. */
export async function makeKeys(store: DeviceStore, random: Random, now: number): Promise<Keys> {
  const { change, keys } = certifiedKeys(random.bytes(SEED_BYTES), 0, random, now);
  await store.write([change]);
  return keys;
}

/** A new device of this identity, and the change that keeps it in the vault. `serial`: which of its certificates this is. */
export function certifiedKeys(
  identity: Uint8Array,
  serial: number,
  random: Random,
  now: number,
): { readonly keys: Keys; readonly change: Change } {
  const seeds = { identitySeed: identity, ...newSeeds(random) };
  const certificate = makeCertificate({
    identity: signKeyPair(identity),
    device: signKeyPair(seeds.deviceSeed),
    box: boxKeyPair(seeds.boxSeed).publicKey,
    serial,
    at: now,
  });
  const kept: KeptKeys = { ...seeds, certificate: certificate.bytes };
  return { keys: unpack(kept), change: { table: 'vault', key: KEY, value: kept } };
}

/** Seeds of a device's own keys. */
export interface DeviceSeeds {
  readonly deviceSeed: Uint8Array;
  readonly boxSeed: Uint8Array;
}

export const newSeeds = (random: Random): DeviceSeeds => ({
  deviceSeed: random.bytes(SEED_BYTES),
  boxSeed: random.bytes(SEED_BYTES),
});

/** A device whose keys another one certified (ID-6): it has no secret of the identity. */
export function linkedKeys(
  seeds: DeviceSeeds,
  half: CertificateHalf,
  byIdentity: Uint8Array,
): Result<{ readonly keys: Keys; readonly change: Change }> {
  const certificate = completeCertificate(half, byIdentity, signKeyPair(seeds.deviceSeed));
  if (!certificate.ok) return certificate;
  const kept: KeptKeys = { ...seeds, certificate: certificate.value.bytes };
  return ok({ keys: unpack(kept), change: { table: 'vault', key: KEY, value: kept } });
}

/** Serial of the identity's next certificate. */
export async function serialAfter(store: DeviceStore): Promise<number> {
  const given = (await store.get('vault', SERIAL)) as number | undefined;
  return (given ?? (await loadKeys(store))?.certificate.serial ?? 0) + 1;
}

/** The same, given away. */
export async function nextSerial(store: DeviceStore): Promise<number> {
  const serial = await serialAfter(store);
  await store.write([{ table: 'vault', key: SERIAL, value: serial }]);
  return serial;
}

/** ID-6: the secret of the identity, on the device that has it. */
export async function identitySeed(store: DeviceStore): Promise<Uint8Array | undefined> {
  return ((await store.get('vault', KEY)) as KeptKeys | undefined)?.identitySeed;
}

function unpack(kept: KeptKeys): Keys {
  const certificate = readCertificate(kept.certificate);
  if (!certificate.ok)
    throw new GrapevineError(
      'vault',
      'The keys kept in this browser are damaged. Restore them from your recovery code.',
    );
  const device = signKeyPair(kept.deviceSeed);
  return {
    identity: certificate.value.identity,
    device: toText(device.publicKey) as DeviceId,
    signSecret: device.secretKey,
    box: boxKeyPair(kept.boxSeed),
    certificate: certificate.value,
  };
}
