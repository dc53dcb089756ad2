/** A certificate for relays that no web server stands in front of, read once at start. */
import { readFileSync } from 'node:fs';
import { GrapevineError } from '#shared/errors.ts';
import type { Endpoints } from './route.ts';

export interface TlsSettings {
  /** Files in PEM, absolute. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** Of whoever signed it, for devices that do not know them yet. */
  readonly tlsCa: string | undefined;
}

export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
}

export function readTls({ tlsCert, tlsKey }: TlsSettings): Tls | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  return { cert: read(tlsCert, 'GRAPEVINE_TLS_CERT'), key: read(tlsKey, 'GRAPEVINE_TLS_KEY') };
}

/** A certificate is public; phones take one from where it is linked to. */
export function caEndpoint({ tlsCa }: TlsSettings): Endpoints {
  if (tlsCa === undefined) return new Map();
  const body = read(tlsCa, 'GRAPEVINE_TLS_CA');
  const headers = { 'cache-control': 'no-store' };
  return new Map([['/ca.crt', { get: () => ({ status: 200, type: 'application/x-x509-ca-cert', body, headers }) }]]);
}

function read(file: string, setting: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new GrapevineError('settings', `${setting} is "${file}", which cannot be read.`, { cause });
  }
}
