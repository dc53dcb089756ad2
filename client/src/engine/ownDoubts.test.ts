import { expect, test } from 'vitest';
import { documentId, type EntryId, type RoomId, type WriterId } from '#shared/ids.ts';
import type { Compare, Compared } from '#shared/wire/frames.ts';
import { OwnDoubts, type OwnList } from './ownDoubts.ts';

const room = 'A'.repeat(43) as RoomId;
const document = documentId(room, '2026-11');
const writer = 7 as WriterId;
const none = new Set<WriterId>();
const claims = (count: number) => new Map([[writer, count]]);
const own = (count: number, unsentFrom?: number): OwnList[] => [{ writer, count, unsentFrom }];

/** All of these slots hold what is here. */
const answerTo = (asked: Compare | undefined, upTo = Infinity): Compared => ({
  type: 'compared',
  room,
  segment: '2026-11',
  slots: (asked?.slots ?? [])
    .filter(([, seq]) => seq < upTo)
    .map(([one, seq]) => [one, seq, 'B'.repeat(43) as EntryId]),
});

test('[T-40] a count over what was never acknowledged is asked into, and believed as far as it is the same', () => {
  const doubts = new OwnDoubts();
  const asked = doubts.look(document, own(5, 3), claims(5));
  expect(asked?.slots).toEqual([2, 3, 4].map((seq) => [writer, seq]));
  expect(doubts.believed(document, claims(5))).toEqual(claims(3));
  expect(doubts.settle(document, answerTo(asked), none)).toEqual({ same: claims(5), claimed: new Map() });
  expect(doubts.believed(document, claims(5))).toEqual(claims(5));
});

test('[T-40] what is acknowledged while a list is in doubt is not forgotten', () => {
  const doubts = new OwnDoubts();
  const asked = doubts.look(document, own(5, 3), claims(5));
  // Said on and acknowledged, before the answer came.
  expect(doubts.believed(document, claims(6))).toEqual(claims(3));
  expect(doubts.settle(document, answerTo(asked), none)).toEqual({ same: claims(5), claimed: claims(6) });
  const again = doubts.look(document, own(6, 5), claims(6));
  expect(again?.slots).toEqual([4, 5].map((seq) => [writer, seq]));
  expect(doubts.settle(document, answerTo(again), none)).toEqual({ same: claims(6), claimed: new Map() });
});

test('[T-40] who asks for a slot and holds nothing there is believed again when it has said so', () => {
  const doubts = new OwnDoubts();
  const asked = doubts.doubt(document, [writer, 4], 4);
  expect(doubts.believed(document, claims(5))).toEqual(claims(4));
  expect(doubts.settle(document, answerTo(asked, 4), none).same).toEqual(claims(4));
  expect(doubts.believed(document, claims(5))).toEqual(claims(5));
});

test('[T-40] who claims more than it shows is not believed to have it, and not asked for ever', () => {
  const doubts = new OwnDoubts();
  const asked = doubts.look(document, own(5, 3), claims(5));
  expect(doubts.settle(document, answerTo(asked, 4), none)).toEqual({ same: claims(4), claimed: new Map() });
});

test('[T-40] a list that differs stays in doubt; an answer to another question settles nothing', () => {
  const doubts = new OwnDoubts();
  const asked = doubts.look(document, own(5, 3), claims(5));
  const other: Compared = {
    type: 'compared',
    room,
    segment: '2026-11',
    slots: [[writer, 1, 'C'.repeat(43) as EntryId]],
  };
  expect(doubts.settle(document, other, none).same.size).toBe(0);
  expect(doubts.settle(document, answerTo(asked), new Set([writer])).same.size).toBe(0);
  expect(doubts.believed(document, claims(5))).toEqual(claims(3));
});
