/**
 * Peer links that are a table in memory: who is met, by whose words, and how much passes, without WebRTC under it. Words go the
 * way they do otherwise, by whoever introduces; batches arrive in their order, each in a turn of its own.
 */
import type { PeerEvents, PeerLinks, PeerTransport } from '#shared/ports/peerLinks.ts';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const HALF_AN_ID = 26;
/** A way that is not found by then is not found. */
const MEET_MS = 2_000;
const COME = Uint8Array.of(1);

export class PeerTable {
  readonly #ends = new Map<PeerTransport, TableEnd>();
  /** Pairs that cannot reach each other, whatever words pass. */
  readonly #apart = new Set<string>();
  #made = 0;
  #allApart = false;
  /** Told of each batch sent. */
  onBatch: (batch: Uint8Array) => void = () => undefined;
  /** Bytes of all batches sent. */
  bytes = 0;

  /** Links of one more device. */
  links(): TableEnd {
    const count = this.#made++;
    const [low, high] = [ALPHABET.at(count % ALPHABET.length), ALPHABET.at(Math.floor(count / ALPHABET.length))];
    const id = `${low ?? ''}${high ?? ''}`.repeat(HALF_AN_ID);
    const end = new TableEnd(this, id);
    this.#ends.set(id, end);
    return end;
  }

  /** Nobody reaches anybody, until they do again. */
  allApart(apart: boolean): void {
    this.#allApart = apart;
    if (!apart) return;
    for (const end of this.#ends.values()) for (const peer of [...end.met]) this.part(end.own, peer, 'kept apart');
  }

  keepApart(one: TableEnd, other: TableEnd): void {
    this.#apart.add(`${one.own} ${other.own}`).add(`${other.own} ${one.own}`);
    this.part(one.own, other.own, 'kept apart');
  }

  join(one: PeerTransport, other: PeerTransport): boolean {
    const [a, b] = [this.#ends.get(one), this.#ends.get(other)];
    if (this.#allApart || !a?.isOn || !b?.isOn || this.#apart.has(`${one} ${other}`)) return false;
    if (a.met.has(other)) return true;
    a.met.add(other);
    b.met.add(one);
    for (const [end, peer] of [[a, other] as const, [b, one] as const]) end.later((heard) => heard.up(peer), peer);
    return true;
  }

  part(one: PeerTransport, other: PeerTransport, reason: string): void {
    const [a, b] = [this.#ends.get(one), this.#ends.get(other)];
    if (!a?.met.delete(other) || !b) return;
    b.met.delete(one);
    for (const [end, peer] of [[a, other] as const, [b, one] as const]) end.later((heard) => heard.down(peer, reason));
  }

  carry(from: PeerTransport, to: PeerTransport, batch: Uint8Array): void {
    this.bytes += batch.length;
    this.onBatch(batch);
    const copy = batch.slice();
    this.#ends.get(to)?.later((heard) => heard.batch(from, copy), from);
  }

  remove(end: TableEnd): void {
    for (const peer of [...end.met]) this.part(end.own, peer, 'goodbye');
    this.#ends.delete(end.own);
  }
}

export class TableEnd implements PeerLinks {
  readonly own: PeerTransport;
  readonly met = new Set<PeerTransport>();
  readonly #table: PeerTable;
  readonly started: Promise<void>;
  #heard: PeerEvents | undefined;
  #isStarted: () => void = () => undefined;

  constructor(table: PeerTable, own: PeerTransport) {
    this.started = new Promise((resolve) => (this.#isStarted = resolve));
    this.#table = table;
    this.own = own;
  }

  get isOn(): boolean {
    return this.#heard !== undefined;
  }

  start(heard: PeerEvents): void {
    this.#heard = heard;
    heard.reachable(this.own);
    this.#isStarted();
  }

  meet(peer: PeerTransport): void {
    if (this.met.has(peer)) return;
    this.#heard?.introduce(peer, COME);
    const look = (): void => {
      if (!this.met.has(peer)) this.#heard?.down(peer, 'not found');
    };
    setTimeout(look, MEET_MS).unref();
  }

  helpedBy(): void {
    // Whoever is in the table is reached.
  }

  dial(at: readonly string[]): void {
    for (const peer of at) this.#table.join(this.own, peer);
  }

  introduced(peer: PeerTransport): void {
    this.#table.join(this.own, peer);
  }

  send(peer: PeerTransport, batch: Uint8Array): void {
    if (this.met.has(peer)) this.#table.carry(this.own, peer, batch);
  }

  drop(peer: PeerTransport, reason: string): void {
    this.#table.part(this.own, peer, reason);
  }

  stop(): Promise<void> {
    this.#heard = undefined;
    this.#table.remove(this);
    return Promise.resolve();
  }

  /** Runs it in a turn of its own; with `peer`, only while they are connected. */
  later(run: (heard: PeerEvents) => void, peer?: PeerTransport): void {
    setImmediate(() => {
      if (this.#heard && (peer === undefined || this.met.has(peer))) run(this.#heard);
    });
  }
}
