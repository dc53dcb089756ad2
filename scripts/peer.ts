/** `npm run peer -- join <invite>`: a device without a window that keeps rooms alive. See docs/headless-peer.md. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readInviteLink } from '#shared/charter/inviteLink.ts';
import type { JoinProgress } from '../client/src/engine/messages/invites.ts';
import type { Notice } from '../client/src/engine/messages/port.ts';
import { HeadlessPeer } from '../client/src/headlessPeer.ts';

const USAGE = `npm run peer -- join <invite> [options]   comes into a room, and stays
npm run peer -- run [options]             goes on with the rooms it is in

  --name <name>      what it is called, the first time (Keeper)
  --folder <folder>  where it keeps everything (.grapevine-peer)
  --admit            says yes to whoever asks to come in, where its rank lets it
  --port <port>      UDP port at which others dial it (the one it had, by chance the first time)
  --at <address>     an IP address at which that port is reached from outside, if any; may stand several times
  --relay-only       meets nobody straight`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: { type: 'string' },
    folder: { type: 'string', default: '.grapevine-peer' },
    admit: { type: 'boolean', default: false },
    port: { type: 'string' },
    at: { type: 'string', multiple: true, default: [] },
    'relay-only': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const [what, link] = positionals;
const { folder } = values;
/** Which relay its rooms are on. */
const RELAY = join(folder, 'relay');

function fail(say: string): never {
  console.error(say);
  process.exit(1);
}

function relayOf(): string {
  if (what === 'run') {
    if (!existsSync(RELAY)) fail(`There is no peer in ${folder} yet. Begin with: npm run peer -- join <invite>`);
    return readFileSync(RELAY, 'utf8').trim();
  }
  const read = readInviteLink(link ?? '');
  if (!read.ok) fail('This is not a whole invite link. Copy it again, and put it in quotes.');
  return read.value.relay;
}

/** What it is called where one comes in. */
let roomName = 'the room';
let said = '';
function sayStep({ step, say, waitingFor, preview }: JoinProgress): void {
  roomName = preview?.room ?? roomName;
  const waiting = step === 'waiting' ? `Waiting for ${waitingFor ?? 'a member'} to be online, or to say yes.` : '';
  const now = say ?? waiting;
  if (now && now !== said) console.log(now);
  said = now;
}

/** How it reaches the others, whenever that changes. */
function sayConnections(peer: HeadlessPeer): void {
  let before = '';
  peer.device.engine.onNotice((notice: Notice) => {
    if (notice.is === 'trouble') console.error(notice.say);
    if (notice.is !== 'connection') return;
    const { state, direct } = notice.connection;
    const devices = Math.max(0, ...Object.values(direct ?? {}).map((room) => room.devices));
    const now = `Relay ${state === 'up' || state === 'syncing' ? 'reached' : 'not reached'}, straight to ${String(devices)}.`;
    if (now !== before) console.log(now);
    before = now;
  });
}

if (values.help || (what !== 'join' && what !== 'run')) fail(USAGE);
const relay = relayOf();
mkdirSync(folder, { recursive: true, mode: 0o700 });
if (!existsSync(RELAY)) writeFileSync(RELAY, `${relay}\n`);
else if (readFileSync(RELAY, 'utf8').trim() !== relay)
  fail(`The peer in ${folder} is on another relay. Give it another --folder.`);

const { name } = values;
const port = values.port === undefined ? undefined : Number(values.port);
if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
  fail('--port takes a number up to 65535.');
for (const address of values.at) if (isIP(address) === 0) fail(`--at takes an IP address; ${address} is none.`);
const peer = await HeadlessPeer.open({
  folder,
  relay,
  admits: values.admit,
  meets: !values['relay-only'],
  at: values.at,
  ...(port === undefined ? {} : { port }),
  ...(name === undefined ? {} : { name }),
});
const end = async (): Promise<void> => {
  await peer.close();
  process.exit();
};
process.once('SIGINT', () => void end());
process.once('SIGTERM', () => void end());
if (peer.withoutPeers) console.log(`WebRTC does not load here, so the relay alone serves: ${peer.withoutPeers}`);
sayConnections(peer);
if (what === 'join' && link !== undefined) {
  await peer.join(link, sayStep).catch((error: unknown) => fail(String(error)));
  console.log(`In “${roomName}”. Ctrl-C ends; “run” goes on later.`);
} else console.log(`Keeping ${String(peer.rooms.length)} rooms. Ctrl-C ends.`);
