/**
 * The load's devices on y-websocket's server, each appending to a list of its own in one document, which is what a Yjs
 * document does best. An update back from the server is its sender's acknowledgement.
 */
import { randomBytes } from 'node:crypto';
import * as Y from 'yjs';
import { writeUpdate } from '#shared/log/syncMessage.ts';
import { readVaruint, type Cursor } from '#shared/wire/varuint.ts';
import type { Joined, Sounds } from './fleet.ts';
import { premade, type Premade } from './premade.ts';
import { LoadSocket } from './webSocket.ts';

/** y-protocols. */
const SYNC = 0;
const UPDATE = 2;
/** As long on the wire as the random ids of Yjs are. */
const FIRST_CLIENT = 0x7000_0000;

export class YWebsocketLoad {
  readonly #messages: readonly Premade[];

  constructor(devices: number, each: number, bodyBytes: number) {
    this.#messages = Array.from({ length: devices }, (_, sender) =>
      premade(updatesOf(FIRST_CLIENT + sender, each, bodyBytes)),
    );
  }

  connect(port: number): Promise<Joined[]> {
    return Promise.all(
      this.#messages.map(async (messages, me) => {
        const socket = await LoadSocket.open(port, '/room', () => undefined);
        return { socket, messages, ear: (sounds: Sounds) => earOf(me, sounds) };
      }),
    );
  }
}

function updatesOf(client: number, count: number, bodyBytes: number): Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = client;
  const list = doc.getArray(`w/${client.toString(36)}`);
  const messages: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => messages.push(Uint8Array.of(SYNC, ...writeUpdate(update))));
  for (let i = 0; i < count; i++) list.push([new Uint8Array(randomBytes(bodyBytes))]);
  return messages;
}

function earOf(me: number, sounds: Sounds): (payload: Buffer) => void {
  let own = 0;
  return (bytes) => {
    if (bytes[0] !== SYNC || bytes[1] !== UPDATE) return;
    // Length of the update, one writer, one struct: then whose.
    const cursor: Cursor = { bytes, at: 2 };
    readVaruint(cursor);
    cursor.at += 2;
    const sender = (readVaruint(cursor) ?? NaN) - FIRST_CLIENT;
    sounds.received(sender, 1);
    if (sender === me) sounds.acknowledged(++own);
  };
}
