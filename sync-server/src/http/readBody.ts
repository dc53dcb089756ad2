import type { IncomingMessage } from 'node:http';

/** The whole body; undefined when it is longer than `most` bytes, or breaks off. */
export function readBody(request: IncomingMessage, most: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > most) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > most) resolve(undefined);
      else parts.push(part);
    });
    request.once('end', () => {
      resolve(Buffer.concat(parts));
    });
    request.once('error', () => {
      resolve(undefined);
    });
    // A body that breaks off ends in `close` alone.
    request.once('close', () => {
      resolve(undefined);
    });
  });
}
