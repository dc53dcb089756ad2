import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromText, toText } from '#shared/bytes.ts';
import { beginningOf, documentId, isKeyText, monthOf, splitDocument, type RoomId } from '#shared/ids.ts';

const room = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => toText(bytes) as RoomId);

describe('[DOC-2] documents are named by room and segment alone', () => {
  test('a document id reads back as what made it', () => {
    const segment = fc.oneof(
      fc.constant('charter'),
      fc.date({ min: new Date(0), max: new Date(8e13), noInvalidDate: true }).map((date) => monthOf(date.getTime())),
    );
    fc.assert(
      fc.property(room, segment, (id, part) => {
        expect(splitDocument(documentId(id, part))).toEqual({ room: id, segment: part });
      }),
    );
  });

  test('any other text names nothing', () => {
    const good = toText(new Uint8Array(32));
    const texts = [
      '',
      good,
      `${good}/`,
      `${good}/2026-13`,
      `${good}/2026-1`,
      `${good}/Charter`,
      `${good}/charter/`,
      `x${good}/charter`,
    ];
    expect(texts.filter((text) => splitDocument(text) !== undefined)).toEqual([]);
    // The last character of 43 carries two bits that mean nothing; a second spelling would be a second room.
    expect(splitDocument(`${good.slice(0, 42)}B/charter`)).toBeUndefined();
  });

  test('a month begins at its first millisecond', () => {
    const begun = beginningOf('2026-11');
    expect([monthOf(begun), monthOf(begun - 1)]).toEqual(['2026-11', '2026-10']);
  });

  test('the text of a key is that of 32 bytes, in one spelling', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...Array.from('AQgwBZaz019-_=+ ')), minLength: 42, maxLength: 44 }),
        (text) => {
          expect(isKeyText(text)).toBe(text.length === 43 && fromText(text)?.length === 32);
        },
      ),
    );
  });
});
