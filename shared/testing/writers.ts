import { toText, utf8 } from '#shared/bytes.ts';
import { encode } from '#shared/cbor.ts';
import { hash } from '#shared/crypto/hash.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { signKeyPair, type SignKeyPair } from '#shared/crypto/sign.ts';
import type { Entry } from '#shared/entry/entry.ts';
import { tick } from '#shared/entry/hlc.ts';
import { makeEntry } from '#shared/entry/make.ts';
import { sealBody } from '#shared/entry/seal.ts';
import {
  documentId,
  monthOf,
  type DeviceId,
  type DocumentId,
  type EntryId,
  type EpochId,
  type RoomId,
} from '#shared/ids.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import type { Judge } from '#shared/log/judge.ts';
import { nextSlot, type Writing } from '#shared/log/nextSlot.ts';
import type { Run } from '#shared/log/update.ts';
import { writerId } from '#shared/log/writerId.ts';

// Devices are named at the top of test files, before any hook runs.
await cryptoReady();

/** Noon of the day the timelines of these tests begin. */
export const START = Date.UTC(2026, 10, 20, 12);

const seed = (name: string): Uint8Array => hash('test-seed', utf8(name));

/** 32 bytes that follow from the name, as whichever id is asked for. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- one brand a call, chosen by the caller
export const testId = <Id extends string>(name: string): Id => toText(seed(name)) as Id;

export const timelineDocument = (number: number, month = monthOf(START)): DocumentId =>
  documentId(testId<RoomId>(`room ${number}`), month);

export const EPOCH_KEY = new Uint8Array(32).fill(7);

/** A charter that knows every head and lets everyone write. */
export const anyone: Judge = { has: () => true, lacks: () => [], judge: () => undefined, descends: () => true };

export interface TestDevice extends SignKeyPair {
  readonly device: DeviceId;
}

export function testDevice(name: string): TestDevice {
  const keys = signKeyPair(seed(name));
  return { ...keys, device: toText(keys.publicKey) as DeviceId };
}

/** One device's pen in one document: writes entries one after the other into a log of its own. */
export class Pen {
  readonly device: TestDevice;
  readonly log: DocumentLog;
  readonly #n: number;
  #made = 0;

  /** Pens of a charter share a log, which takes nothing before the genesis. */
  constructor(document: DocumentId, device: TestDevice, n = 0, log = new DocumentLog(document)) {
    this.device = device;
    this.log = log;
    this.#n = n;
  }

  /** The next entry of the list; `change` replaces what it says of its time, heads and epoch. */
  write(body: unknown = { t: 'message', s: [], text: `message ${this.#made}` }, change: Partial<Writing> = {}): Entry {
    const { device, secretKey } = this.device;
    const last = this.log.heads.get(writerId(this.log.document, device, this.#n));
    const hlc = tick(last?.hlc, START + this.#made * 1000);
    const writing = { device, n: this.#n, hlc, heads: [testId<EntryId>('head')], epoch: testId<EpochId>('epoch') };
    const slot = nextSlot(this.log, { ...writing, ...change });
    const iv = seed(`${device} ${this.#n} ${this.#made++}`).subarray(0, 24);
    const plain = encode(body);
    const payload = slot.header.kind === 'clear' ? plain : sealBody(EPOCH_KEY, slot, plain, iv);
    return this.#keep(makeEntry({ ...slot, payload, device, secretKey }));
  }

  /** The same pen as it was at some point: what it writes from there on is another branch. */
  fork(): Pen {
    const twin = new Pen(this.log.document, this.device, this.#n);
    for (const [writer, head] of this.log.heads) twin.log.advance(writer, head);
    twin.#made = this.#made + 1000;
    return twin;
  }

  #keep(entry: Entry): Entry {
    const run = { writer: entry.writer, first: entry.seq, entries: [entry.bytes] };
    const [kept] = admit(this.log, [run], anyone, { trusted: true }).accepted;
    if (!kept) throw new Error('the guard did not take back what the pen wrote');
    return kept;
  }
}

/** Lists of as many devices, each of as many entries. */
export function lists(of: { document: DocumentId; writers: number; each: number; text?: string }): Run[] {
  return Array.from({ length: of.writers }, (_, number) => {
    const pen = new Pen(of.document, testDevice(`device ${number}`));
    const body = of.text === undefined ? undefined : { t: 'message', s: [], text: of.text };
    const entries = Array.from({ length: of.each }, () => pen.write(body));
    return runOf(entries);
  });
}

/** Entries of one writer, as they travel. */
export function runOf(entries: readonly Entry[]): Run {
  const [entry] = entries;
  if (!entry) throw new Error('a run of no entries');
  return { writer: entry.writer, first: entry.seq, entries: entries.map(({ bytes }) => bytes) };
}
