import sodium from 'libsodium-wrappers';

/** Resolves once libsodium's wasm is loaded; nothing else in crypto/ may be called before. */
export const cryptoReady = (): Promise<void> => sodium.ready;
