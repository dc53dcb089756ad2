import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { applyUpdate, Doc, encodeStateVector, encodeStateAsUpdate } from 'yjs';
import { messageYjsSyncStep1, messageYjsSyncStep2, messageYjsUpdate, writeSyncStep2 } from 'y-protocols/sync';
import type { DocumentId } from '#shared/ids.ts';
import type { Carriage, Courier } from '#shared/ports/courier.ts';
import type { Contract } from './contract.ts';

const DOCUMENT = `${'A'.repeat(43)}/2026-11` as DocumentId;
const KINDS = { [messageYjsSyncStep1]: 'step 1', [messageYjsSyncStep2]: 'step 2', [messageYjsUpdate]: 'update' };

const push = (doc: Doc, ...values: number[]): void => doc.getArray<number>('w').push(values);
const read = (doc: Doc): number[] =>
  doc
    .getArray<number>('w')
    .toArray()
    .sort((a, b) => a - b);

/** What every Courier must do: two documents, each with a courier, and a road between them that is driven by hand. */
export const courierContract: Contract<Courier> = {
  'two documents meet and end alike': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    push(alice.doc, 1, 2);
    push(bob.doc, 3);
    meet(alice, bob);
    equal(read(alice.doc), [1, 2, 3]);
    equal(encodeStateVector(alice.doc), encodeStateVector(bob.doc));
    finish(alice, bob);
  },

  'nothing is sent before the link is up': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    push(alice.doc, 1);
    equal(alice.sent, []);
    finish(alice, bob);
  },

  'coming up asks by state vector, at once and once': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    alice.carriage.up();
    alice.carriage.up();
    equal(alice.sent.map(kindOf), ['step 1']);
    finish(alice, bob);
  },

  'an update is sent once, and not echoed by who received it': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    meet(alice, bob);
    const before = [alice.sent.length, bob.sent.length];
    push(alice.doc, 1);
    deliver(alice, bob);
    equal([alice.sent.length, bob.sent.length], [(before[0] ?? 0) + 1, before[1]]);
    equal(kindOf(alice.sent.at(-1) ?? new Uint8Array()), 'update');
    equal(read(bob.doc), [1]);
    finish(alice, bob);
  },

  'what came over another carriage is passed on': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    meet(alice, bob);
    const elsewhere = new Doc();
    push(elsewhere, 5);
    applyUpdate(alice.doc, encodeStateAsUpdate(elsewhere), 'another link');
    deliver(alice, bob);
    equal(read(bob.doc), [5]);
    finish(alice, bob);
  },

  'what was written while the link was down is asked for when it is up again': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    meet(alice, bob);
    for (const one of [alice, bob]) one.carriage.down();
    push(alice.doc, 1);
    push(bob.doc, 2);
    equal([alice.queue.length, bob.queue.length], [0, 0]);
    meet(alice, bob);
    equal(read(alice.doc), [1, 2]);
    equal(read(bob.doc), [1, 2]);
    finish(alice, bob);
  },

  'going down and up, many times in a row, leaves it up': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    for (let turn = 0; turn < 5; turn++) {
      alice.carriage.up();
      alice.carriage.down();
    }
    alice.queue.length = 0;
    meet(alice, bob);
    push(alice.doc, 1);
    deliver(alice, bob);
    equal(read(bob.doc), [1]);
    finish(alice, bob);
  },

  '[LOG-4] what the guard holds back never reaches the document': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    meet(alice, bob);
    bob.admits = false;
    push(alice.doc, 1);
    deliver(alice, bob);
    equal(read(bob.doc), []);
    equal(bob.received.at(-1), alice.sent.at(-1));
    finish(alice, bob);
  },

  '[LOG-4] bytes that are no sync message go to the guard as they came, and nowhere else': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    meet(alice, bob);
    bob.admits = false;
    const junk = [[], [0], [1, 1, 1], [9, 9, 9], [255, 255, 255, 255]].map((bytes) => Uint8Array.from(bytes));
    for (const bytes of junk) bob.carriage.message(bytes);
    equal(bob.received.slice(-junk.length), junk);
    equal(encodeStateVector(bob.doc), Uint8Array.of(0));
    finish(alice, bob);
  },

  'the guard is told the origin to apply with, and its answers are sent': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    meet(alice, bob);
    equal(
      alice.origins.every((origin) => origin === alice.carriage.origin),
      true,
    );
    equal(alice.sent.map(kindOf), ['step 1', 'step 2']);
    finish(alice, bob);
  },

  'a message that arrives while it is down is dropped': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    alice.carriage.message(Uint8Array.of(1, 2, 3));
    equal(alice.received, []);
    finish(alice, bob);
  },

  'a closed carriage sends nothing more and leaves the document alone': (courier, { equal }) => {
    const [alice, bob] = neighbours(courier);
    meet(alice, bob);
    const sent = alice.sent.length;
    alice.carriage.close();
    push(alice.doc, 1);
    equal(alice.sent.length, sent);
    equal(read(alice.doc), [1]);
    finish(alice, bob);
  },
};

interface Neighbour {
  readonly doc: Doc;
  readonly carriage: Carriage;
  /** Everything it ever put on the road, and what of it is not delivered yet. */
  readonly sent: Uint8Array[];
  readonly queue: Uint8Array[];
  readonly received: Uint8Array[];
  readonly origins: unknown[];
  /** Whether its guard lets things in. */
  admits: boolean;
}

const neighbours = (courier: Courier): [Neighbour, Neighbour] => [neighbour(courier, 1), neighbour(courier, 2)];

function neighbour(courier: Courier, clientID: number): Neighbour {
  const doc = new Doc();
  doc.clientID = clientID;
  const its = {
    doc,
    sent: [] as Uint8Array[],
    queue: [] as Uint8Array[],
    received: [] as Uint8Array[],
    origins: [] as unknown[],
  };
  const guard = { admits: true };
  const carriage = courier.carry(DOCUMENT, doc, {
    send: (message) => void (its.sent.push(message), its.queue.push(message)),
    receive(message, origin) {
      its.received.push(message);
      its.origins.push(origin);
      return guard.admits ? take(doc, message, origin) : [];
    },
  });
  return Object.assign(guard, its, { carriage });
}

/** Stands for the guard: takes everything in. */
function take(doc: Doc, message: Uint8Array, origin: unknown): Uint8Array[] {
  const decoder = decoding.createDecoder(message);
  if (decoding.readVarUint(decoder) !== messageYjsSyncStep1) {
    applyUpdate(doc, decoding.readVarUint8Array(decoder), origin);
    return [];
  }
  const answer = encoding.createEncoder();
  writeSyncStep2(answer, doc, decoding.readVarUint8Array(decoder));
  return [encoding.toUint8Array(answer)];
}

function meet(alice: Neighbour, bob: Neighbour): void {
  for (const one of [alice, bob]) one.carriage.up();
  deliver(alice, bob);
}

/** Carries everything over, both ways, until nobody has more to say. */
function deliver(alice: Neighbour, bob: Neighbour): void {
  while (alice.queue.length + bob.queue.length > 0) {
    for (const message of alice.queue.splice(0)) bob.carriage.message(message);
    for (const message of bob.queue.splice(0)) alice.carriage.message(message);
  }
}

const kindOf = (message: Uint8Array): string => KINDS[(message[0] ?? 9) as keyof typeof KINDS];

function finish(...all: readonly Neighbour[]): void {
  for (const { carriage } of all) carriage.close();
}
