/** MRK-2 on a relay's word: what it says it has is believed as it was said, and of nothing else. */
import { expect, test } from 'vitest';
import { roomOf, segmentOf, type Segment } from '#shared/ids.ts';
import { Quarantine } from '#shared/log/quarantine.ts';
import type { Link } from '#shared/ports/link.ts';
import { fakeClock } from '#testing/fakeClock.ts';
import { seededRandom } from '#testing/seededRandom.ts';
import { anyone, Pen, runOf, testDevice, timelineDocument } from '#testing/writers.ts';
import { directCourier } from './adapters/directCourier.ts';
import { memoryDocuments } from './adapters/memoryDocuments.ts';
import { memoryStore } from './adapters/memoryStore.ts';
import { Copies } from './engine/copies.ts';
import { OpenDocument } from './engine/openDocument.ts';
import { Outbox } from './engine/outbox.ts';
import { Relay } from './engine/relay.ts';
import { RoomIndex } from './engine/roomIndex.ts';
import { RoomLink } from './engine/roomLink.ts';

const id = timelineDocument(1);
const segment = segmentOf(id);
const nothing = (): void => undefined;

/** A relay nobody has dialled: what is said to it goes nowhere. */
function silentRelay(): Relay {
  const silent: Link = {
    start: nothing,
    send: nothing,
    buffered: 0,
    retry: nothing,
    drop: nothing,
    stop: () => Promise.resolve(),
  };
  const heard = { opened: nothing, closed: nothing, entered: nothing, offered: nothing, frame: nothing };
  return new Relay(silent, fakeClock(), seededRandom(1), { ...heard, refused: nothing, latency: nothing });
}

test('[MRK-2] what was written while the relay was asked is not on it because all from before is', async () => {
  const store = memoryStore();
  await store.claim();
  const [outbox, copies, index] = [new Outbox(store), new Copies(), new RoomIndex(roomOf(id), store)];
  const events = {
    entries: nothing,
    theirs: nothing,
    answered: nothing,
    suspected: nothing,
    waits: nothing,
    refused: nothing,
  };
  const document = await OpenDocument.open(id, memoryDocuments(), anyone, new Quarantine(), events);
  const pen = new Pen(id, testDevice('laptop'));
  const before = pen.write();
  document.append([runOf([before])]);
  const asked = document.log.digest();

  const room = {
    id: roomOf(id),
    index,
    copies,
    ownLists: () => [],
    isOut: false,
    forks: { linked: nothing, tell: nothing, compare: nothing },
    months: [segment],
    documents: [document],
    documentOf: (named: Segment) => (named === segment ? document : undefined),
    openSegment: () => Promise.resolve(),
    husks: { relay: { theirs: () => false, close: nothing } },
  };
  const own = { relay: silentRelay(), outbox, went: nothing, changed: nothing, failed: nothing };
  const link = new RoomLink(room, { ...own, parts: { courier: directCourier } });
  link.enter();
  document.append([runOf([pen.write()])]);
  await link.entered({
    type: 'entered',
    room: room.id,
    state: 'same',
    documents: [{ segment, channel: 1, digest: asked, entries: 1 }],
  });
  expect(copies.relayCount(id, before.writer)).toBeLessThan(2);
});
