/**
 * Session descriptions of WebRTC made from what a pairing code says, and read for what it has to say. Of all there is in
 * one, two that open a single data channel need only this.
 */
import type { Address, PairingSide } from './pairingSide.ts';

export type Described = Omit<PairingSide, 'key'>;

/** By RFC 8445: own addresses before those a server told of, and those before a server's. */
const PREFERENCE = { host: 126, srflx: 100, relay: 0 } as const;
const PREFERENCE_STEP = 2 ** 24;
/** Of all addresses the first is to be tried first. */
const LOCAL = 65_535;
const LOCAL_STEP = 2 ** 8;

export function toSdp(side: Described, is: 'offer' | 'answer'): string {
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    'a=mid:0',
    `a=ice-ufrag:${side.ufrag}`,
    `a=ice-pwd:${side.pwd}`,
    `a=fingerprint:sha-256 ${toHex(side.fingerprint)}`,
    `a=setup:${is === 'offer' ? 'actpass' : 'active'}`,
    'a=sctp-port:5000',
    'a=max-message-size:65536',
    ...side.addresses.map(toCandidate),
    'a=end-of-candidates',
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** Undefined where the browser said less than it takes. */
export function fromSdp(sdp: string): Described | undefined {
  const said = (name: string): string | undefined => new RegExp(`^a=${name}:(.+?)\\s*$`, 'm').exec(sdp)?.[1];
  const fingerprint = fromHex(/^sha-256 (.+)$/i.exec(said('fingerprint') ?? '')?.[1] ?? '');
  const ufrag = said('ice-ufrag');
  const pwd = said('ice-pwd');
  if (!fingerprint || ufrag === undefined || pwd === undefined) return undefined;
  const addresses = [...sdp.matchAll(/^a=candidate:(.+?)\s*$/gm)].flatMap(([, line = '']) => fromCandidate(line) ?? []);
  return { fingerprint, ufrag, pwd, addresses };
}

function toCandidate({ type, host, port }: Address, n: number): string {
  const priority = PREFERENCE[type] * PREFERENCE_STEP + (LOCAL - n) * LOCAL_STEP + 255;
  const from = type === 'host' ? '' : ' raddr 0.0.0.0 rport 0';
  return `a=candidate:${n + 1} 1 udp ${priority} ${host} ${port} typ ${type}${from}`;
}

/** What is not UDP is left out: no browser listens on TCP. */
function fromCandidate(line: string): Address | undefined {
  const [, , protocol = '', , host = '', port = '', , type = ''] = line.split(' ');
  if (protocol.toLowerCase() !== 'udp' || (type !== 'host' && type !== 'srflx' && type !== 'relay')) return undefined;
  return { type, host, port: Number(port) };
}

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(':');

function fromHex(text: string): Uint8Array | undefined {
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){31}$/i.test(text)
    ? Uint8Array.from(text.split(':'), (pair) => parseInt(pair, 16))
    : undefined;
}
