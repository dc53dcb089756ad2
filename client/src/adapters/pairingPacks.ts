/** How WebRTC reaches one side, as few bytes as it takes: names and passwords of ICE, and addresses. */
import type { Address, PairingSide } from './pairingSide.ts';

export interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

type Ice = Pick<PairingSide, 'ufrag' | 'pwd' | 'addresses'>;

/** The characters that RFC 8839 lets names and passwords of ICE have: 64 of them. */
const ICE_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CHAR_BITS = 6;
/** By RFC 8839. */
const ICE_TEXT = { ufrag: [4, 256], pwd: [22, 256] } as const;
const TYPES = ['host', 'srflx', 'relay'] as const;
const V4 = { form: 0, bytes: 4 };
const V6 = { form: 1, bytes: 16 };
const NAME = { form: 2, bytes: 16 };
const FORMS = [V4, V6, NAME];
/** Kind, the longest address, port. */
const PORT_BYTES = 2;

/** Addresses that find no room are left out: the first are the likeliest. */
export function packIce({ ufrag, pwd, addresses }: Ice, room: number): number[] {
  const packed = [...packText(ufrag), ...packText(pwd)];
  for (const address of addresses) {
    const bytes = packAddress(address);
    if (bytes && packed.length + bytes.length <= room) packed.push(...bytes);
  }
  return packed;
}

export function readIce(reader: Reader): Ice | undefined {
  const ufrag = readText(reader, ICE_TEXT.ufrag);
  const pwd = ufrag === undefined ? undefined : readText(reader, ICE_TEXT.pwd);
  if (ufrag === undefined || pwd === undefined) return undefined;
  const addresses: Address[] = [];
  while (reader.at < reader.bytes.length) {
    const address = readAddress(reader);
    if (!address) return undefined;
    addresses.push(address);
  }
  return { ufrag, pwd, addresses };
}

function packText(text: string): number[] {
  const packed = [text.length];
  let held = 0;
  let bits = 0;
  for (const char of text) {
    const value = ICE_CHARS.indexOf(char);
    if (value === -1) throw new RangeError('ICE has no such character');
    held = (held << CHAR_BITS) | value;
    for (bits += CHAR_BITS; bits >= 8; bits -= 8) packed.push((held >> (bits - 8)) & 255);
    held &= (1 << bits) - 1;
  }
  if (bits > 0) packed.push((held << (8 - bits)) & 255);
  return packed;
}

function readText(reader: Reader, [least, most]: readonly [number, number]): string | undefined {
  const length = reader.bytes[reader.at++] ?? 0;
  const end = reader.at + Math.ceil((length * CHAR_BITS) / 8);
  if (length < least || length > most || end > reader.bytes.length) return undefined;
  let text = '';
  let held = 0;
  for (let bits = 0; text.length < length;) {
    if (bits < CHAR_BITS) {
      held = ((held << 8) | (reader.bytes[reader.at++] ?? 0)) & 0xffff;
      bits += 8;
    }
    bits -= CHAR_BITS;
    text += ICE_CHARS[(held >> bits) & 63] ?? '';
  }
  reader.at = end;
  return text;
}

function packAddress({ type, host, port }: Address): number[] | undefined {
  const packed = packV4(host) ?? packName(host) ?? packV6(host);
  if (!packed) return undefined;
  const { form, bytes } = packed;
  return [TYPES.indexOf(type) * FORMS.length + form, ...bytes, port >> 8, port & 255];
}

function readAddress(reader: Reader): Address | undefined {
  const kind = reader.bytes[reader.at++] ?? 0;
  const type = TYPES[Math.floor(kind / FORMS.length)];
  const form = FORMS[kind % FORMS.length];
  const end = reader.at + (form?.bytes ?? 0);
  if (!type || !form || end + PORT_BYTES > reader.bytes.length) return undefined;
  const bytes = [...reader.bytes.subarray(reader.at, end)];
  const port = ((reader.bytes[end] ?? 0) << 8) | (reader.bytes[end + 1] ?? 0);
  reader.at = end + PORT_BYTES;
  return port === 0 ? undefined : { type, host: hostOf(form, bytes), port };
}

interface Packed {
  readonly form: number;
  readonly bytes: readonly number[];
}

function packV4(host: string): Packed | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)?.slice(1).map(Number);
  return parts?.every((part) => part < 256) === true ? { form: V4.form, bytes: parts } : undefined;
}

/** A browser that hides its addresses makes a random UUID of each. */
function packName(host: string): Packed | undefined {
  const hex = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.local$/i.exec(host)?.[1];
  return hex === undefined ? undefined : { form: NAME.form, bytes: bytesOfHex(hex.replaceAll('-', '')) };
}

function packV6(host: string): Packed | undefined {
  if (!/^[0-9a-f:]+$/i.test(host) || !URL.canParse(`http://[${host}]/`)) return undefined;
  const [head = '', tail] = new URL(`http://[${host}]/`).hostname.slice(1, -1).split('::');
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [before, after] = [groups(head), groups(tail ?? '')];
  const all = [...before, ...new Array<string>(8 - before.length - after.length).fill('0'), ...after];
  return { form: V6.form, bytes: bytesOfHex(all.map((group) => group.padStart(4, '0')).join('')) };
}

function hostOf({ form }: { readonly form: number }, bytes: readonly number[]): string {
  if (form === V4.form) return bytes.join('.');
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (form === V6.form) return new URL(`http://[${(hex.match(/.{4}/g) ?? []).join(':')}]/`).hostname.slice(1, -1);
  return `${hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}.local`;
}

const bytesOfHex = (hex: string): number[] => (hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
