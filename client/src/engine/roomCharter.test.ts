import { beforeAll, expect, test } from 'vitest';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { CHARTER, documentId } from '#shared/ids.ts';
import { ForkBook } from '#shared/log/forkBook.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import { Person } from '#testing/charterPeople.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { START } from '#testing/writers.ts';
import { memoryDocuments } from '../adapters/memoryDocuments.ts';
import { memoryStore } from '../adapters/memoryStore.ts';
import { makeKeys } from './keys.ts';
import { Outbox } from './outbox.ts';
import { RoomCharter } from './roomCharter.ts';

beforeAll(cryptoReady);

test('[ID-6] [SYN-4] a device decides nothing in a room before what brings it in: of a list that began otherwise nobody takes anything', async () => {
  const store = memoryStore();
  await store.claim();
  const keys = await makeKeys(store, seededRandom(5), START);
  const alice = new Person('alice');
  const genesis = alice.founds();
  const clock = { now: () => START, after: () => () => undefined };
  const charter = new RoomCharter(alice.charter.room, { store, documents: memoryDocuments(new Map()), clock }, keys);
  const nothing = (): void => undefined;
  const events = {
    entries: nothing,
    theirs: nothing,
    answered: nothing,
    suspected: nothing,
    waits: nothing,
    refused: nothing,
  };
  await charter.open(new Outbox(store), new Quarantine(), events, new ForkBook());
  charter.document.append([{ writer: genesis.writer, first: 0, entries: [genesis.bytes] }]);
  const early = charter.write({ t: 'member.remove', member: alice.identity });
  await expect(early).rejects.toMatchObject({ code: 'not-yet' });
  expect(charter.document.log.heads.size).toBe(1);
  expect(charter.document.id).toBe(documentId(alice.charter.room, CHARTER));
});
