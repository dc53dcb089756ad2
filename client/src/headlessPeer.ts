/**
 * A headless device that stays: keys, rooms and documents in one SQLite file, the relay by WebSocket, others straight by WebRTC
 * where that loads. It keeps rooms alive for whoever is away (docs/headless-peer.md).
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { RoomId } from '#shared/ids.ts';
import type { PeerLinks } from '#shared/ports/peerLinks.ts';
import { sqliteDocuments } from './adapters/sqliteDocuments.ts';
import { openSqlite, SqliteStore } from './adapters/sqliteStore.ts';
import { webRandom } from './adapters/webRandom.ts';
import type { JoinProgress } from './engine/messages/invites.ts';
import type { Notice } from './engine/messages/port.ts';
import { HeadlessDevice } from './headless.ts';

export interface PeerOptions {
  /** Where its file is, made if need be; whoever reads it is this peer. */
  readonly folder: string;
  /** The relay's origin, such as `http://localhost:8787`. */
  readonly relay: string;
  /** What it is called in rooms, the first time. */
  readonly name?: string;
  /** Says yes to whoever asks to come into a room that asks, where its rank lets it. */
  readonly admits?: boolean;
  /** UDP port at which others dial it; by default the one it had, by chance the first time. */
  readonly port?: number;
  /** Addresses beside its own at which that port is reached. */
  readonly at?: readonly string[];
  /** False: by the relay alone. */
  readonly meets?: boolean;
}

const FILE = 'peer.sqlite';

export class HeadlessPeer {
  readonly device: HeadlessDevice;
  /** Why it meets nobody straight; undefined where it does, or was not to. */
  readonly withoutPeers: string | undefined;
  readonly #database: DatabaseSync;

  private constructor(device: HeadlessDevice, database: DatabaseSync, withoutPeers?: string) {
    this.device = device;
    this.#database = database;
    this.withoutPeers = withoutPeers;
  }

  /** Goes on as who its folder says it is; somebody new where that is empty. */
  static async open({
    folder,
    relay,
    name = 'Keeper',
    admits = false,
    meets = true,
    port,
    at = [],
  }: PeerOptions): Promise<HeadlessPeer> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const database = openSqlite(join(folder, FILE));
    const peers = meets ? await loadPeers(folder, port, at) : undefined;
    const links = typeof peers === 'string' ? undefined : peers;
    const device = new HeadlessDevice({
      relay,
      store: new SqliteStore(database),
      documents: sqliteDocuments(database),
      ...(links ? { peers: links } : {}),
    });
    const peer = new HeadlessPeer(device, database, typeof peers === 'string' ? peers : undefined);
    await device.start();
    if (!device.engine.self) await device.do({ do: 'start', name });
    if (admits) device.engine.onNotice((notice) => peer.#admit(notice));
    return peer;
  }

  /** Where others dial it with nobody in between; nowhere while it meets nobody, or its port is taken. */
  get listensAt(): readonly string[] {
    return this.device.engine.peers.listensAt;
  }

  /** Rooms it keeps. */
  get rooms(): readonly RoomId[] {
    return this.device.engine.view.summaries.flatMap(({ room, left }) => (left ? [] : [room]));
  }

  /** Comes in by an invite; resolves with the room once it is in, rejects when the link leads nowhere. `tell`: how it goes. */
  join(link: string, tell: (progress: JoinProgress) => void = () => undefined): Promise<RoomId> {
    const { engine } = this.device;
    return new Promise((resolve, reject) => {
      const stop = engine.onNotice((notice) => {
        if (notice.is !== 'join' || notice.progress.link !== link) return;
        const { step, room, say, code } = notice.progress;
        tell(notice.progress);
        if (step !== 'done' && (step !== 'dead' || code === 'unknown')) return;
        stop();
        if (step === 'done' && room) resolve(room);
        else reject(new Error(say ?? 'This invite leads nowhere.'));
      });
      this.device.do({ do: 'join.ask', link, name: engine.self?.name ?? '' }).catch(reject);
    });
  }

  async close(): Promise<void> {
    await this.device.stop();
    this.#database.close();
  }

  /** Whoever may let nobody in has nobody asking. */
  #admit({ is }: Notice): void {
    if (is !== 'rooms' && is !== 'details') return;
    const { engine } = this.device;
    for (const room of this.rooms)
      for (const { request } of engine.admissions.asking(room))
        engine.admissions.admit(room, request).catch((error: unknown) => engine.trouble(error));
  }
}

/** The reason, where there is no WebRTC for this machine. */
async function loadPeers(folder: string, port?: number, at?: readonly string[]): Promise<PeerLinks | string> {
  try {
    const { Libp2pPeers } = await import('./adapters/libp2pPeers.ts');
    const { listening } = await import('./adapters/listening.ts');
    const listens = { ...(await listening(folder, port)), ...(at ? { also: at } : {}) };
    return new Libp2pPeers((length) => webRandom.bytes(length), undefined, listens);
  } catch (error) {
    return String(error);
  }
}
