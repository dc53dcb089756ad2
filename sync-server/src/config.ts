/**
 * Every setting of the relay, from one table: what it is called, what it is when nobody says, what it means and how it
 * is read. The same table makes `--help`, docs/settings.md and the messages about a wrong one.
 */
import { resolve } from 'node:path';
import { fault, GrapevineError, ok, type Result } from '#shared/errors.ts';

export interface Settings {
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** Addresses to listen on. */
  readonly hosts: readonly string[];
  /** Folder of the database, absolute. */
  readonly data: string;
  /** Origin people reach the relay at, when it is not localhost. */
  readonly publicUrl: string | undefined;
  /** A certificate and its key, and whoever signed it, as files; without them the relay speaks http. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  readonly tlsCa: string | undefined;
  /** Further origins whose pages may connect. */
  readonly origins: readonly string[];
  /** Folder of the built app, absolute. */
  readonly app: string;
  /** Whether rooms that are new to this relay are taken. */
  readonly open: boolean;
  readonly maxLinks: number;
  readonly maxLinksPerAddress: number;
  /** Frames a second one link may send for long; above it is slowed (REL-5). */
  readonly frameRate: number;
  /** Most devices connected at a time of one account, guests' included. */
  readonly maxLinksPerAccount: number;
  /** Who may make an account; with `invite` whoever knows the word. */
  readonly accounts: AccountsPolicy;
  /** Whether one may connect without an account. */
  readonly guests: boolean;
  /** Where letters are handed in, as smtp://…; undefined writes them to a folder. */
  readonly smtp: string | undefined;
  readonly mailFrom: string | undefined;
  /** What cookies and codes are keyed with; undefined has one made and kept. */
  readonly secret: string | undefined;
  /** STUN and TURN servers that clients are told of, and the secret shared with the latter. */
  readonly stun: readonly string[];
  readonly turn: readonly string[];
  readonly turnSecret: string | undefined;
  /** How long a one-time code works. */
  readonly codeSeconds: number;
  /** Join requests kept a room, and how long. */
  readonly joinRequests: number;
  readonly joinRequestDays: number;
  /** Rooms kept in memory while nobody is in them. */
  readonly idleRooms: number;
  /** Seconds that open connections get to close when the relay is told to stop. */
  readonly drainSeconds: number;
  readonly log: 'info' | 'quiet';
}

export type AccountsPolicy =
  { readonly who: 'open' } | { readonly who: 'off' } | { readonly who: 'invite'; readonly word: string };

interface Setting<T> {
  readonly name: `GRAPEVINE_${string}`;
  readonly fallback: string;
  readonly meaning: string;
  read(text: string): Result<T>;
}

/** Characters: what is shorter than this can be guessed. */
const LEAST_SECRET = 32;
const LOOPBACK: readonly string[] = ['127.0.0.1', '::1'];

const whole =
  (least: number, most: number) =>
  (text: string): Result<number> => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return ok(value);
    return fault('setting', `must be a whole number from ${least} to ${most}`);
  };

const yesOrNo = (text: string): Result<boolean> =>
  text === 'true' || text === 'false' ? ok(text === 'true') : fault('setting', 'must be true or false');

const fileIfNamed = (text: string): Result<string | undefined> => ok(text === '' ? undefined : resolve(text));

const folder = (text: string): Result<string> => ok(resolve(text));

function origin(text: string): Result<string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return fault('setting', 'must be a URL like https://chat.example.org');
  if (url.pathname !== '/' || url.search || url.hash || url.username) {
    return fault('setting', 'must be a bare origin, with no path: the app lives at /');
  }
  return ok(url.origin);
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function accountsPolicy(text: string): Result<AccountsPolicy> {
  if (text === 'open' || text === 'off') return ok({ who: text });
  const word = /^invite:(.{8,128})$/.exec(text)?.[1];
  return word === undefined
    ? fault('setting', 'must be open, off, or invite: and a word of at least 8 characters')
    : ok({ who: 'invite', word });
}

function smtpUrl(text: string): Result<string | undefined> {
  if (text === '') return ok(undefined);
  return URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol)
    ? ok(text)
    : fault('setting', 'must be a URL like smtps://user:password@mail.example.org');
}

function secret(text: string): Result<string | undefined> {
  if (text === '') return ok(undefined);
  return text.length >= LEAST_SECRET ? ok(text) : fault('setting', `must have at least ${LEAST_SECRET} characters`);
}

const iceUrls =
  (...schemes: readonly string[]) =>
  (text: string): Result<readonly string[]> => {
    const urls = list(text);
    return urls.every((url) => schemes.some((scheme) => url.startsWith(scheme)))
      ? ok(urls)
      : fault('setting', `must be addresses that begin with ${schemes.join(' or ')}, with commas between them`);
  };

function origins(text: string): Result<readonly string[]> {
  const read: string[] = [];
  for (const part of list(text)) {
    const one = origin(part);
    if (!one.ok) return one;
    read.push(one.value);
  }
  return ok(read);
}

function addresses(text: string): Result<readonly string[]> {
  if (text === 'loopback') return ok(LOOPBACK);
  const named = list(text);
  return named.length > 0 && named.every((name) => !/[\s/]/.test(name))
    ? ok(named)
    : fault('setting', 'must be "loopback" or addresses with commas between them');
}

/** The table. Its order is that of the documentation. */
export const SETTINGS: { readonly [Key in keyof Settings]: Setting<Settings[Key]> } = {
  port: {
    name: 'GRAPEVINE_PORT',
    fallback: '8787',
    meaning: 'TCP port to listen on. 0 takes any free port and prints it.',
    read: whole(0, 65_535),
  },
  hosts: {
    name: 'GRAPEVINE_HOST',
    fallback: 'loopback',
    meaning:
      'Addresses to listen on, with commas between them. `loopback` is 127.0.0.1 and ::1; `0.0.0.0` or `::` is every interface.',
    read: addresses,
  },
  data: {
    name: 'GRAPEVINE_DATA',
    fallback: './data',
    meaning: 'Folder of the database. Made when it is not there.',
    read: folder,
  },
  publicUrl: {
    name: 'GRAPEVINE_PUBLIC_URL',
    fallback: '',
    meaning:
      'Where people reach this relay, as https://chat.example.org. Its host is then answered too, besides localhost.',
    read: (text) => (text === '' ? ok(undefined) : origin(text)),
  },
  tlsCert: {
    name: 'GRAPEVINE_TLS_CERT',
    fallback: '',
    meaning: 'File with a certificate (PEM), for a relay that no web server stands in front of: it then speaks https.',
    read: fileIfNamed,
  },
  tlsKey: {
    name: 'GRAPEVINE_TLS_KEY',
    fallback: '',
    meaning: 'File with the key of that certificate (PEM).',
    read: fileIfNamed,
  },
  tlsCa: {
    name: 'GRAPEVINE_TLS_CA',
    fallback: '',
    meaning:
      'File with the certificate of whoever signed it (PEM), served at /ca.crt for devices that are to trust it.',
    read: fileIfNamed,
  },
  origins: {
    name: 'GRAPEVINE_ORIGINS',
    fallback: '',
    meaning:
      'Further origins, with commas between them, whose pages may connect: a development server, another address of this relay.',
    read: origins,
  },
  app: {
    name: 'GRAPEVINE_APP',
    fallback: './dist/client',
    meaning: 'Folder of the built app.',
    read: folder,
  },
  open: {
    name: 'GRAPEVINE_OPEN',
    fallback: 'true',
    meaning:
      'Whether any device may bring a room that is new to this relay. With `false` it serves the rooms it already holds.',
    read: yesOrNo,
  },
  maxLinks: {
    name: 'GRAPEVINE_MAX_LINKS',
    fallback: '10000',
    meaning: 'Most devices connected at a time.',
    read: whole(1, 1_000_000),
  },
  maxLinksPerAddress: {
    name: 'GRAPEVINE_MAX_LINKS_PER_ADDRESS',
    fallback: '1000',
    meaning: 'Most devices connected at a time from one address.',
    read: whole(1, 1_000_000),
  },
  maxLinksPerAccount: {
    name: 'GRAPEVINE_MAX_LINKS_PER_ACCOUNT',
    fallback: '100',
    meaning: 'Most devices connected at a time of one account, or of one guest.',
    read: whole(1, 1_000_000),
  },
  accounts: {
    name: 'GRAPEVINE_ACCOUNTS',
    fallback: 'open',
    meaning:
      'Who may make an account: `open` is anybody with an e-mail address, `invite:` with a word (`invite:grapes-in-may`) whoever knows the word, `off` nobody.',
    read: accountsPolicy,
  },
  guests: {
    name: 'GRAPEVINE_GUESTS',
    fallback: 'true',
    meaning: 'Whether people without an account may connect.',
    read: yesOrNo,
  },
  smtp: {
    name: 'GRAPEVINE_SMTP',
    fallback: '',
    meaning:
      'Where letters with one-time codes are handed in, as smtps://user:password@mail.example.org. Without it they are written to the folder `mail` in GRAPEVINE_DATA.',
    read: smtpUrl,
  },
  mailFrom: {
    name: 'GRAPEVINE_MAIL_FROM',
    fallback: '',
    meaning: 'Sender of those letters, as `Grapevine <chat@example.org>`. Without it, grapevine at the public host.',
    read: (text) => ok(text === '' ? undefined : text),
  },
  secret: {
    name: 'GRAPEVINE_SECRET',
    fallback: '',
    meaning:
      'Key of sessions and one-time codes, at least 32 characters. Without it one is made and kept in GRAPEVINE_DATA.',
    read: secret,
  },
  stun: {
    name: 'GRAPEVINE_STUN',
    fallback: '',
    meaning:
      'A STUN server of yours, as stun:chat.example.org:3478, by which browsers behind routers find their outer address. None without it, and never anybody else’s.',
    read: iceUrls('stun:', 'stuns:'),
  },
  turn: {
    name: 'GRAPEVINE_TURN',
    fallback: '',
    meaning:
      'A TURN server of yours, as turn:chat.example.org:3478, with commas between addresses: it passes on what browsers that cannot reach each other send, sealed as it is.',
    read: iceUrls('turn:', 'turns:'),
  },
  turnSecret: {
    name: 'GRAPEVINE_TURN_SECRET',
    fallback: '',
    meaning:
      'What that server knows as static-auth-secret. Clients get a password made from it that is good for six hours.',
    read: (text) => ok(text === '' ? undefined : text),
  },
  codeSeconds: {
    name: 'GRAPEVINE_CODE_SECONDS',
    fallback: '300',
    meaning: 'Seconds a one-time code works.',
    read: whole(1, 3_600),
  },
  frameRate: {
    name: 'GRAPEVINE_FRAME_RATE',
    fallback: '20000',
    meaning:
      'Frames a second that one device may send for long. One that sends more is read more slowly; nothing is dropped.',
    read: whole(1, 10_000_000),
  },
  joinRequests: {
    name: 'GRAPEVINE_JOIN_REQUESTS',
    fallback: '100',
    meaning: 'Most join requests kept for one room at a time.',
    read: whole(1, 10_000),
  },
  joinRequestDays: {
    name: 'GRAPEVINE_JOIN_REQUEST_DAYS',
    fallback: '30',
    meaning: 'Days after which an unanswered join request is forgotten.',
    read: whole(1, 365),
  },
  idleRooms: {
    name: 'GRAPEVINE_IDLE_ROOMS',
    fallback: '200',
    meaning: 'Rooms kept in memory while nobody is in them.',
    read: whole(0, 1_000_000),
  },
  drainSeconds: {
    name: 'GRAPEVINE_DRAIN_SECONDS',
    fallback: '5',
    meaning: 'Seconds that open connections get to close when the relay is told to stop.',
    read: whole(0, 600),
  },
  log: {
    name: 'GRAPEVINE_LOG',
    fallback: 'info',
    meaning: '`info` writes a line for a start, a stop and what went wrong; `quiet` only the last.',
    read: (text) => (text === 'info' || text === 'quiet' ? ok(text) : fault('setting', 'must be info or quiet')),
  },
};

/** Settings from the environment. Throws one error that names every wrong or unknown `GRAPEVINE_*`. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const wrong: string[] = unknownNames(environment);
  const entries = Object.entries(SETTINGS).map(([key, setting]) => {
    const text = environment[setting.name] ?? setting.fallback;
    const read: Result<unknown> = setting.read(text);
    if (!read.ok) wrong.push(`${setting.name} is "${text}": it ${read.fault.say}.`);
    return [key, read.ok ? read.value : undefined];
  });
  const settings = Object.fromEntries(entries) as Settings;
  if (wrong.length === 0 && settings.accounts.who === 'off' && !settings.guests) {
    wrong.push('GRAPEVINE_ACCOUNTS is "off" and GRAPEVINE_GUESTS "false": together they let nobody in.');
  }
  if (wrong.length === 0 && settings.turn.length > 0 && settings.turnSecret === undefined) {
    wrong.push('GRAPEVINE_TURN needs GRAPEVINE_TURN_SECRET: without it the server lets nobody in.');
  }
  if (wrong.length === 0 && (settings.tlsCert === undefined) !== (settings.tlsKey === undefined)) {
    wrong.push('GRAPEVINE_TLS_CERT and GRAPEVINE_TLS_KEY go together: one alone opens nothing.');
  }
  if (wrong.length > 0) throw new GrapevineError('settings', wrong.join('\n'));
  return settings;
}

/** A mistyped name would otherwise be a setting that silently does nothing. */
function unknownNames(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set<string>(Object.values(SETTINGS).map((setting) => setting.name));
  return Object.keys(environment)
    .filter((name) => name.startsWith('GRAPEVINE_') && !known.has(name))
    .map((name) => `${name} is not a setting of the relay: see --help.`);
}
