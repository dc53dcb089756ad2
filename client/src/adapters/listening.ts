/** What a device keeps to be dialled at the same addresses after a restart: a UDP port, and the certificate whose hash is in them. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { webRTCDirect, type TransportCertificate } from '@libp2p/webrtc';
import { createLibp2p } from 'libp2p';
import * as v from 'valibot';
import type { Listening } from './libp2pPeers.ts';

const FILE = 'listening.json';
const PRIVATE = 0o600;

const keptSchema = v.object({
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  certificate: v.object({ privateKey: v.string(), pem: v.string(), certhash: v.string() }),
});

/** `port`: another than was kept, or taken by chance the first time. Throws where what is kept cannot be read. */
export async function listening(folder: string, port?: number): Promise<Listening> {
  const file = join(folder, FILE);
  const kept = await readKept(file);
  const certificate = kept?.certificate ?? (await newCertificate());
  const now = { port: port ?? kept?.port ?? (await freePort()), certificate };
  if (kept?.port !== now.port) await writeFile(file, JSON.stringify(now), { mode: PRIVATE });
  return now;
}

async function readKept(file: string): Promise<Listening | undefined> {
  return existsSync(file) ? v.parse(keptSchema, JSON.parse(await readFile(file, 'utf8'))) : undefined;
}

/** libp2p makes one; it is good for as long as it is kept, for browsers look at its hash alone. */
async function newCertificate(): Promise<TransportCertificate> {
  let made: { certificate?: TransportCertificate } = {};
  const node = await createLibp2p({
    transports: [
      (components) => {
        const transport = webRTCDirect()(components);
        made = transport as typeof made;
        return transport;
      },
    ],
  });
  const { certificate } = made;
  await node.stop();
  if (!certificate) throw new TypeError('a webrtc-direct transport that was started has a certificate');
  return certificate;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
