import { applyUpdate, ContentBinary, createID, Doc, encodeStateAsUpdate, getItem, Item } from 'yjs';
import type { DocumentId } from '#shared/ids.ts';
import type { DocumentStore } from '#shared/ports/documentStore.ts';
import type { Contract } from './contract.ts';

/** Each call of `store` is a new run of the device over the same place. */
export interface DocumentPlace {
  store(): DocumentStore;
}

const DOCUMENT = `${'A'.repeat(43)}/2026-11` as DocumentId;
const OTHER = `${'A'.repeat(43)}/charter` as DocumentId;

const push = (doc: Doc, ...values: number[]): void => doc.getArray<number>('w').push(values);
const read = (doc: Doc): number[] => doc.getArray<number>('w').toArray();

/** What every DocumentStore must do. */
export const documentStoreContract: Contract<DocumentPlace> = {
  'a document nobody wrote is empty': async (place, { equal }) => {
    const stored = await place.store().open(DOCUMENT);
    equal(read(stored.doc), []);
    await stored.close();
  },

  'what was flushed is there when the run ends without a word': async (place, { equal }) => {
    const first = await place.store().open(DOCUMENT);
    push(first.doc, 1, 2);
    push(first.doc, 3);
    await first.flushed();
    equal(read((await place.store().open(DOCUMENT)).doc), [1, 2, 3]);
  },

  'closing keeps everything': async (place, { equal }) => {
    const first = await place.store().open(DOCUMENT);
    push(first.doc, 1);
    await first.close();
    const second = await place.store().open(DOCUMENT);
    push(second.doc, 2);
    await second.close();
    equal(read((await place.store().open(DOCUMENT)).doc), [1, 2]);
  },

  'updates from elsewhere are kept like those made here': async (place, { equal }) => {
    const elsewhere = new Doc();
    push(elsewhere, 7);
    const first = await place.store().open(DOCUMENT);
    applyUpdate(first.doc, encodeStateAsUpdate(elsewhere), 'a link');
    await first.flushed();
    equal(read((await place.store().open(DOCUMENT)).doc), [7]);
  },

  'flushing with nothing new, twice at once, and between updates': async (place, { equal }) => {
    const first = await place.store().open(DOCUMENT);
    await first.flushed();
    push(first.doc, 1);
    await Promise.all([first.flushed(), first.flushed()]);
    const flushing = first.flushed();
    push(first.doc, 2);
    await Promise.all([flushing, first.flushed()]);
    equal(read((await place.store().open(DOCUMENT)).doc), [1, 2]);
  },

  'many more updates than are kept apart': async (place, { equal }) => {
    const first = await place.store().open(DOCUMENT);
    const numbers = Array.from({ length: 1_200 }, (_, index) => index);
    for (const number of numbers) push(first.doc, number);
    await first.close();
    const second = await place.store().open(DOCUMENT);
    push(second.doc, 1_200);
    await second.close();
    equal(read((await place.store().open(DOCUMENT)).doc), [...numbers, 1_200]);
  },

  'a document written anew keeps what it holds now, what comes after, and nothing of what it held': async (
    place,
    { equal },
  ) => {
    const first = await place.store().open(DOCUMENT);
    const bytes = first.doc.getArray<Uint8Array>('b');
    bytes.push([new Uint8Array([1]), new Uint8Array([2])]);
    await first.flushed();
    const item = getItem(first.doc.store, createID(first.doc.clientID, 0));
    if (item instanceof Item && item.content instanceof ContentBinary) item.content.content = new Uint8Array([9]);
    const rewriting = first.rewritten();
    bytes.push([new Uint8Array([3])]);
    await rewriting;
    await first.flushed();
    const again = await place.store().open(DOCUMENT);
    equal(
      again.doc
        .getArray<Uint8Array>('b')
        .toArray()
        .map(([byte]) => byte),
      [9, 2, 3],
    );
  },

  'documents do not mix': async (place, { equal }) => {
    const store = place.store();
    const [one, other] = await Promise.all([store.open(DOCUMENT), store.open(OTHER)]);
    push(one.doc, 1);
    push(other.doc, 2);
    await Promise.all([one.close(), other.close()]);
    equal(read((await place.store().open(DOCUMENT)).doc), [1]);
    equal(read((await place.store().open(OTHER)).doc), [2]);
  },

  'a removed document is empty when opened again, others stay': async (place, { equal }) => {
    const store = place.store();
    for (const document of [DOCUMENT, OTHER]) {
      const stored = await store.open(document);
      push(stored.doc, 1);
      await stored.close();
    }
    await store.remove(DOCUMENT);
    equal(read((await store.open(DOCUMENT)).doc), []);
    equal(read((await store.open(OTHER)).doc), [1]);
  },

  'removing what was never there is nothing': async (place) => {
    await place.store().remove(DOCUMENT);
  },
};
