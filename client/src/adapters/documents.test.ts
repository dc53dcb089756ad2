import 'fake-indexeddb/auto';
import { documentStoreContract } from '#testing/documentStoreContract.ts';
import { runContract } from '#testing/runContract.ts';
import { indexeddbDocuments } from './indexeddbDocuments.ts';
import { memoryDocuments, type MemoryLibrary } from './memoryDocuments.ts';

let count = 0;

runContract('documents in memory', documentStoreContract, () => {
  const library: MemoryLibrary = new Map();
  return { store: () => memoryDocuments(library) };
});

runContract('documents in IndexedDB', documentStoreContract, () => {
  const prefix = `library ${count++}/`;
  return {
    store: () =>
      indexeddbDocuments((_document, error) => {
        throw error;
      }, prefix),
  };
});
