/** People of charter tests: a device of their own each, a copy of the charter, and a pen to write ops with. */
import { utf8 } from '#shared/bytes.ts';
import { type DeviceCert, makeCertificate } from '#shared/charter/certificate.ts';
import { Charter } from '#shared/charter/charter.ts';
import { makeGenesis } from '#shared/charter/genesis.ts';
import { Keyring } from '#shared/charter/keyring.ts';
import { type CharterOp, encodeOp } from '#shared/charter/ops/op.ts';
import type { PolicyChange } from '#shared/charter/policies.ts';
import type { RoomKind } from '#shared/charter/state.ts';
import { type BoxKeyPair, boxKeyPair } from '#shared/crypto/box.ts';
import { hash } from '#shared/crypto/hash.ts';
import { type SignKeyPair, signKeyPair } from '#shared/crypto/sign.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { makeEntry } from '#shared/entry/make.ts';
import {
  CHARTER,
  type DeviceId,
  documentId,
  type EntryId,
  type IdentityId,
  monthOf,
  type RoomId,
} from '#shared/ids.ts';
import { writerId } from '#shared/log/writerId.ts';
import { seededRandom } from './seededRandom.ts';

/** Noon of the day rooms of these tests are founded. */
export const FOUNDED = Date.UTC(2026, 10, 20, 12);

type Distributed<Op> = Op extends CharterOp ? Omit<Op, 'deps'> : never;
/** An op as a test says it: its deps are the writer's heads. */
export type Saying = Distributed<CharterOp>;

const seed = (text: string): Uint8Array => hash('test-person', utf8(text));

export class Person {
  readonly name: string;
  /** Tells several devices of one person apart. */
  readonly deviceName: string;
  readonly random;
  readonly identityKeys: SignKeyPair;
  readonly keys: SignKeyPair;
  readonly box: BoxKeyPair;
  readonly certificate: DeviceCert;
  readonly identity: IdentityId;
  readonly device: DeviceId;
  /** What this device wrote, in order. */
  readonly written: Entry[] = [];
  #charter: Charter | undefined;
  #keyring: Keyring | undefined;

  constructor(name: string, device = 'laptop') {
    this.name = name;
    this.deviceName = device;
    this.random = seededRandom(new DataView(seed(`${name} ${device} random`).buffer).getUint32(0));
    this.identityKeys = signKeyPair(seed(name));
    this.keys = signKeyPair(seed(`${name} ${device}`));
    this.box = boxKeyPair(seed(`${name} ${device} box`));
    this.certificate = makeCertificate({
      identity: this.identityKeys,
      device: this.keys,
      box: this.box.publicKey,
      serial: 0,
      at: FOUNDED,
    });
    this.identity = this.certificate.identity;
    this.device = this.certificate.sign;
  }

  get charter(): Charter {
    if (!this.#charter) throw new TypeError(`${this.name} has entered no room`);
    return this.#charter;
  }

  get keyring(): Keyring {
    if (!this.#keyring) throw new TypeError(`${this.name} has entered no room`);
    return this.#keyring;
  }

  enters(room: RoomId): this {
    this.#charter = new Charter(room);
    this.#keyring = new Keyring(room);
    return this;
  }

  /** Reads and writes this very copy, as others do: for histories too long to be read by everybody. */
  shares({ charter, keyring }: Person): this {
    this.#charter = charter;
    this.#keyring = keyring;
    return this;
  }

  founds(policies?: PolicyChange, kind: RoomKind = 'group'): Entry {
    const { room, payload } = makeGenesis({
      certificate: this.certificate,
      random: this.random.bytes(16),
      month: monthOf(FOUNDED),
      kind,
      ...(policies ? { policies } : {}),
    });
    this.enters(room);
    return this.appends(payload);
  }

  /** Writes an op on top of what this person's charter holds, or of other heads. */
  says(saying: Saying, deps: readonly EntryId[] = this.charter.heads()): Entry {
    return this.appends(encodeOp({ ...saying, deps: [...deps] } as CharterOp));
  }

  /** Writes these very bytes as the next entry of this device's list. */
  appends(payload: Uint8Array): Entry {
    const document = documentId(this.charter.room, CHARTER);
    const seq = this.written.length;
    const entry = makeEntry({
      document,
      writer: writerId(document, this.device, 0),
      seq,
      previous: this.written.at(-1)?.id,
      header: {
        kind: 'clear',
        husk: false,
        hlc: { ms: FOUNDED + seq, counter: 0 },
        ...(seq === 0 ? { intro: { device: this.device, n: 0 } } : {}),
      },
      payload,
      device: this.device,
      secretKey: this.keys.secretKey,
    });
    this.written.push(entry);
    this.charter.add(entry);
    return entry;
  }

  /** The same device once more, as of its list's first `count` entries: what either writes from here on forks the list. */
  clone(count = this.written.length): Person {
    const clone = new Person(this.name, this.deviceName).enters(this.charter.room);
    clone.written.push(...this.written.slice(0, count));
    return clone;
  }

  hears(...entries: readonly Entry[]): this {
    for (const entry of entries) this.charter.add(entry);
    return this;
  }
}

/** All that any of these wrote, each writer's in order. */
export const allOf = (...people: readonly Person[]): Entry[] => people.flatMap(({ written }) => written);
