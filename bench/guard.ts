/**
 * What the guard costs beside the signature checks it saves (LOG-5): to parse, chain, check, encode anew and apply 10,000
 * entries of 20 writers, against 10,000 bare libsodium signature checks. Runs of both take turns, so that a busy machine
 * slows both alike.
 */
import { pathToFileURL } from 'node:url';
import * as Y from 'yjs';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { verify } from '#shared/crypto/sign.ts';
import { applyRuns } from '#shared/log/applyToDoc.ts';
import { DocumentLog } from '#shared/log/documentLog.ts';
import { admit } from '#shared/log/guard.ts';
import { encodeUpdate, readUpdate } from '#shared/log/update.ts';
import { deriveWriterId } from '#shared/log/writerId.ts';
import { anyone, lists, Pen, runOf, START, testDevice, timelineDocument } from '#testing/writers.ts';

const WRITERS = 20;
const EACH = 500;
const ROUNDS = 7;
/** The median message of the Ubuntu IRC logs. */
const TEXT = 'I think you need to restart the X server :)';

export interface GuardSamples {
  /** ms of each round. */
  readonly guard: number[];
  readonly signatures: number[];
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** Median time of the guard ÷ that of the signature checks; promised ≤ 0.3. */
export async function guardVsSignatures(): Promise<{ ratio: number; samples: GuardSamples }> {
  await cryptoReady();
  const document = timelineDocument(1);
  const update = encodeUpdate(lists({ document, writers: WRITERS, each: EACH, text: TEXT }));
  const samples: GuardSamples = { guard: [], signatures: [] };
  for (let round = 0; round < ROUNDS; round++) {
    samples.guard.push(timed(() => takeIn(update)));
    samples.signatures.push(timed(checkSignatures()));
  }
  return { ratio: median(samples.guard) / median(samples.signatures), samples };
}

function takeIn(update: Uint8Array): void {
  const document = timelineDocument(1);
  // Making the entries has left their writer ids in the cache: derived here once more, for a stranger has to.
  for (let number = 0; number < WRITERS; number++) deriveWriterId(document, testDevice(`device ${number}`).device, 0);
  const runs = readUpdate(update);
  if (!runs.ok) throw new Error(runs.fault.say);
  const { accepted } = admit(new DocumentLog(document), runs.value, anyone);
  const doc = new Y.Doc();
  applyRuns(doc, accepted, 'bench');
  if (accepted.length !== WRITERS * EACH) throw new Error('the guard refused what it should take');
}

function checkSignatures(): () => void {
  const pen = new Pen(timelineDocument(1), testDevice('device 0'));
  const { signature, id } = pen.write();
  const digest = new TextEncoder().encode(id).subarray(0, 32);
  const { publicKey } = pen.device;
  return () => {
    for (let i = 0; i < WRITERS * EACH; i++) verify(signature, digest, publicKey);
  };
}

/** ENT-5: bytes of a 43-byte message as a Yjs update of its own, not its writer's first, citing two heads; promised ≤ 256. */
export async function wireBytes43(): Promise<number> {
  await cryptoReady();
  const pen = new Pen(timelineDocument(1), testDevice('device 0'));
  for (let i = 0; i < 200; i++) pen.write();
  const seen = [new Uint8Array(8).fill(1), new Uint8Array(8).fill(2)];
  return encodeUpdate([
    runOf([pen.write({ t: 'message', s: seen, text: TEXT }, { hlc: { ms: START + 1e6, counter: 0 } })]),
  ]).length;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { ratio, samples } = await guardVsSignatures();
  const ms = (values: readonly number[]): string => values.map((value) => value.toFixed(0)).join(' ');
  console.log(
    `guard_vs_signatures ${ratio.toFixed(3)} (guard ms ${ms(samples.guard)}; signatures ms ${ms(samples.signatures)})`,
  );
  console.log(`wire_bytes_43 ${await wireBytes43()}`);
}
