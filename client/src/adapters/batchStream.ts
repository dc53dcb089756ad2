/**
 * Batches over a libp2p stream, each after its length (4 bytes, big-endian), one long-lived stream a peer. Sends as fast as
 * the stream drains and no faster; ends the connection of who claims a batch larger than there is.
 */
import type { Stream } from '@libp2p/interface';
import { MAX_BATCH, MAX_UNACKNOWLEDGED } from '#shared/wire/frames.ts';

/** How much is handed to the stream at a time: it cuts into messages of 16 KiB itself. */
const PIECE = 64 * 1024;
const LENGTH_BYTES = 4;

export class BatchStream {
  readonly #stream: Stream;
  readonly #queue: Uint8Array[] = [];
  readonly #heard: (batch: Uint8Array) => void;
  #queued = 0;
  #pieces: Uint8Array[] = [];
  #held = 0;

  constructor(stream: Stream, heard: (batch: Uint8Array) => void) {
    this.#stream = stream;
    this.#heard = heard;
    stream.addEventListener('message', ({ data }) => this.#take(data.subarray()));
    stream.addEventListener('drain', () => this.#send());
  }

  /** False when the other side reads too slowly for it: SYN-5's most waits already. */
  send(batch: Uint8Array): boolean {
    if (this.#queued + batch.length > MAX_UNACKNOWLEDGED) return false;
    const framed = new Uint8Array(LENGTH_BYTES + batch.length);
    new DataView(framed.buffer).setUint32(0, batch.length);
    framed.set(batch, LENGTH_BYTES);
    for (let at = 0; at < framed.length; at += PIECE) this.#queue.push(framed.subarray(at, at + PIECE));
    this.#queued += framed.length;
    this.#send();
    return true;
  }

  #send(): void {
    while (this.#stream.status === 'open' && !this.#stream.writableNeedsDrain) {
      const piece = this.#queue.shift();
      if (!piece) return;
      this.#queued -= piece.length;
      this.#stream.send(piece);
    }
  }

  #take(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#held += piece.length;
    for (let length = this.#next(); length !== undefined; length = this.#next()) {
      if (length > MAX_BATCH) return this.#stream.abort(new Error('a batch larger than there is'));
      if (this.#held < LENGTH_BYTES + length) return;
      const bytes = this.#joined();
      const batch = bytes.slice(LENGTH_BYTES, LENGTH_BYTES + length);
      const rest = bytes.subarray(LENGTH_BYTES + length);
      this.#pieces = rest.length > 0 ? [rest] : [];
      this.#held = rest.length;
      this.#heard(batch);
    }
  }

  #next(): number | undefined {
    if (this.#held < LENGTH_BYTES) return undefined;
    const [first] = this.#pieces;
    const bytes = first && first.length >= LENGTH_BYTES ? first : this.#joined();
    return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  }

  #joined(): Uint8Array {
    const [first] = this.#pieces;
    if (this.#pieces.length === 1 && first) return first;
    const bytes = new Uint8Array(this.#held);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [bytes];
    return bytes;
  }
}
