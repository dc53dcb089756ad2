import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { documentId, type RoomId } from '#shared/ids.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { isStep1 } from '#shared/log/syncMessage.ts';
import type { DocumentOffer } from '#shared/wire/frames.ts';
import { anyone, testId } from '#testing/writers.ts';
import { directCourier } from '../adapters/directCourier.ts';
import { memoryDocuments } from '../adapters/memoryDocuments.ts';
import { memoryStore } from '../adapters/memoryStore.ts';
import { Copies } from './copies.ts';
import { OpenDocument } from './openDocument.ts';
import { RoomIndex } from './roomIndex.ts';
import { RoomLink } from './roomLink.ts';

beforeAll(cryptoReady);

const room = testId<RoomId>('room');
const nothing = (): void => undefined;

/** A room of one month, and how often its relay was asked for what it has of that. */
async function roomOfOneMonth() {
  const charter = { isOut: false };
  const segment = '2026-10';
  const events = {
    entries: nothing,
    theirs: nothing,
    answered: nothing,
    suspected: nothing,
    waits: nothing,
    refused: nothing,
  };
  const month = await OpenDocument.open(documentId(room, segment), memoryDocuments(), anyone, new Quarantine(), events);
  const asked: Uint8Array[] = [];
  const link = new RoomLink(
    {
      id: room,
      index: new RoomIndex(room, memoryStore()),
      copies: new Copies(),
      get isOut() {
        return charter.isOut;
      },
      forks: { linked: nothing, tell: nothing, compare: nothing },
      months: [segment],
      documents: [month],
      documentOf: (one) => (one === segment ? month : undefined),
      openSegment: () => Promise.resolve(),
      ownLists: () => [],
      husks: { relay: { theirs: () => false, close: nothing } },
    },
    {
      parts: { courier: directCourier },
      relay: {
        hasChannel: () => true,
        say: nothing,
        sync: (_document, message) => asked.push(message) > 0,
      },
      outbox: { unacknowledged: 0, acknowledged: () => Promise.resolve() },
      went: nothing,
      changed: nothing,
      failed: (error) => expect.fail(String(error)),
    },
  );
  link.add(month);
  const offer = (digest: Uint8Array): DocumentOffer => ({ segment, channel: 1, digest, entries: 1 });
  const questions = (): number => asked.filter(isStep1).length;
  return { link, segment, month, offer, questions, charter } as const;
}

test('[SYN-2] a month that was refused is asked for again when the relay announces it', async () => {
  const { link, segment, offer, questions } = await roomOfOneMonth();
  const more = new Uint8Array(32).fill(7);
  await link.entered({ type: 'entered', room, state: 'differs', documents: [offer(more)] });
  const before = questions();
  link.shutOut(segment);
  await link.announced(offer(more));
  expect(questions()).toBe(before + 1);
});

test('[SYN-2] a month that is here as announced is not asked for again', async () => {
  const { link, month, offer, questions } = await roomOfOneMonth();
  const same = offer(month.log.digest());
  await link.entered({ type: 'entered', room, state: 'differs', documents: [same] });
  const before = questions();
  await link.announced(same);
  expect(questions()).toBe(before);
});

test('[SYN-4] [MRK-2] a relay that says "not a member" to one who is has not brought everything by that', async () => {
  const { link, segment, offer, charter } = await roomOfOneMonth();
  const more = new Uint8Array(32).fill(7);
  for (const about of [undefined, segment]) {
    link.expect();
    link.shutOut(about);
    expect(link.isSynced).toBe(false);
    await link.entered({ type: 'entered', room, state: 'differs', documents: [offer(more)] });
    link.shutOut(about);
    expect(link.isSynced).toBe(false);
    expect(link.isNewestHere).toBe(false);
  }
  // The removal may come after the word of it.
  charter.isOut = true;
  expect(link.isSynced).toBe(true);
});

test('[SYN-4] whose own charter says that they are out waits for nothing of what the relay keeps from them', async () => {
  const { link, charter } = await roomOfOneMonth();
  charter.isOut = true;
  link.expect();
  expect(link.isSynced).toBe(false);
  link.shutOut();
  expect(link.isSynced).toBe(true);
});
