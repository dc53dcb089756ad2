/**
 * `npm start -- --tls`: a certificate for this machine's addresses, signed by a certificate authority of its own that is made
 * once. That one is all other devices have to trust, and it can vouch for nothing outside this network: its own text says so.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Browsers take no certificate that is good for longer. */
const CERTIFICATE_DAYS = 397;
const CA_DAYS = 3_650;
/** RFC 1918, RFC 6598 (Tailscale) and this machine itself. */
const PRIVATE = [
  '10.0.0.0/255.0.0.0',
  '172.16.0.0/255.240.0.0',
  '192.168.0.0/255.255.0.0',
  '100.64.0.0/255.192.0.0',
  '127.0.0.0/255.0.0.0',
];

export interface LocalTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Files in `folder`, for `addresses` and localhost. Throws when openssl is not on this machine. */
export function localTls(folder: string, addresses: readonly string[]): LocalTls {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(folder, name);
  const [ca, caKey, cert, key] = [at('ca.crt'), at('ca.key'), at('cert.pem'), at('key.pem')];
  const known = at('ca.addresses');
  if (!existsSync(ca)) makeCa(ca, caKey, addresses);
  const names = ['DNS:localhost', 'IP:127.0.0.1', ...addresses.map((address) => `IP:${address}`)].join(',');
  writeFileSync(known, `subjectAltName=${names}\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n`);
  const request = at('request.csr');
  openssl('req', '-new', ...newKey(key), '-subj', '/CN=Grapevine', '-out', request);
  const signed = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', String(CERTIFICATE_DAYS), '-extfile', known];
  openssl('x509', '-req', '-in', request, ...signed, '-out', cert);
  return { ca, cert, key };
}

function makeCa(ca: string, key: string, addresses: readonly string[]): void {
  const within = [...PRIVATE, ...addresses.map((address) => `${address}/255.255.255.255`)];
  const permitted = ['permitted;DNS:localhost', ...within.map((range) => `permitted;IP:${range}`)].join(',');
  const extensions = [
    'basicConstraints=critical,CA:TRUE,pathlen:0',
    'keyUsage=critical,keyCertSign',
    `nameConstraints=critical,${permitted}`,
  ].flatMap((extension) => ['-addext', extension]);
  const subject = `/CN=Grapevine on ${hostname().replace(/[^\w.-]/g, '')}`;
  openssl('req', '-x509', ...newKey(key), '-days', String(CA_DAYS), '-subj', subject, ...extensions, '-out', ca);
}

const newKey = (file: string): string[] => [
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:P-256',
  '-nodes',
  '-keyout',
  file,
];

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
