/** Composition root of the relay, which relay.mjs runs. Settings are GRAPEVINE_*; `--help` lists them. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { GrapevineError } from '#shared/errors.ts';
import type { Random } from '#shared/ports/random.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { readSettings, type Settings } from './config.ts';
import { helpText } from './help.ts';
import { ticketEndpoint } from './http/routes/ticket.ts';
import { iceServers, stunServers } from './iceServers.ts';
import { Addresses } from './http/addresses.ts';
import { readAppFiles } from './http/appFiles.ts';
import { HttpServer } from './http/httpServer.ts';
import { caEndpoint, readTls } from './http/tls.ts';
import { requestListener } from './http/requestListener.ts';
import { mailboxEndpoint } from './http/routes/mailbox.ts';
import { recoveryEndpoint } from './http/routes/recovery.ts';
import { Door } from './identity/door.ts';
import { accountEndpoints } from './identity/endpoints.ts';
import { Identity } from './identity/identity.ts';
import { MAIL_FOLDER } from './identity/mailFolder.ts';
import { consoleJournal, sayError, type Journal } from './journal.ts';
import { Relay } from './relay/relay.ts';
import { Tickets } from './relay/tickets.ts';
import { SqliteStore } from './store/sqliteStore.ts';
import { SyncServer } from './syncServer.ts';

if (process.argv.includes('--help')) process.stdout.write(helpText());
else await run();

async function run(): Promise<void> {
  const settings = settingsOrExit();
  const journal = consoleJournal(settings.log);
  // Last resort: whatever it was, it is in the log, and everybody else goes on.
  process.on('unhandledRejection', (error) => {
    journal.trouble('unhandled', { error: sayError(error) });
  });
  try {
    await serve(settings, journal);
  } catch (error) {
    console.error(startTrouble(error, settings));
    process.exit(1);
  }
}

function settingsOrExit(): Settings {
  try {
    return readSettings(process.env);
  } catch (error) {
    console.error(error instanceof GrapevineError ? error.message : sayError(error));
    process.exit(1);
  }
}

async function serve(settings: Settings, journal: Journal): Promise<void> {
  await cryptoReady();
  const tls = readTls(settings);
  const scheme = tls ? 'https' : 'http';
  let addresses = new Addresses(settings.port, settings.publicUrl, settings.origins, scheme);
  const store = new SqliteStore(settings.data, (error) => {
    // Without its store it could acknowledge nothing: devices keep what they have until it is back.
    journal.trouble('store-died', { error: sayError(error) });
    process.exit(1);
  });
  const clock: Clock = {
    now: () => Date.now(),
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => {
        clearTimeout(timer);
      };
    },
  };
  const random: Random = { bytes: (length) => new Uint8Array(randomBytes(length)) };
  const relay = new Relay({
    store,
    clock,
    random,
    journal,
    limits: settings,
    ice: () => iceServers(settings, Date.now()),
    endOfTurn: (run) => void setImmediate(run),
    accepts: (transport) => addresses.isOrigin(transport),
  });
  const status = {
    ready: () => relay.ready,
    now: () => Date.now(),
    open: settings.open,
    ice: () => stunServers(settings),
  };
  let url = '';
  const identity = new Identity(() => ({ ...settings, folder: settings.data, url }), journal);
  const rules = { policy: settings.accounts, guests: settings.guests };
  const tickets = new Tickets(clock, random);
  const sync = new SyncServer({
    relay,
    tickets,
    addresses: () => addresses,
    limits: settings,
    door: new Door(identity, rules, journal),
    journal,
  });
  const http = new HttpServer(
    requestListener({
      addresses: () => addresses,
      files: readAppFiles(settings.app),
      status,
      journal,
      endpoints: new Map([
        ...caEndpoint(settings),
        ...accountEndpoints(identity, rules, clock),
        ['/api/mailbox/*', mailboxEndpoint(() => clock.now())],
        ['/api/ticket', ticketEndpoint(tickets, () => clock.now())],
        ['/api/recovery/*', recoveryEndpoint(store, () => clock.now())],
      ]),
    }),
    sync.upgrade,
    tls,
  );
  await relay.start();
  const port = await http.listen(settings.port, settings.hosts);
  addresses = new Addresses(port, settings.publicUrl, settings.origins, scheme);
  url = settings.publicUrl ?? `${scheme}://localhost:${port}`;
  journal.info('listening', { url, port });
  if (settings.accounts.who !== 'off' && settings.smtp === undefined) {
    journal.info('mail-to-folder', { folder: join(settings.data, MAIL_FOLDER) });
  }
  // For people; the journal's lines are for programs.
  if (process.argv.includes('--say-where')) console.log(`\nGrapevine is open at ${url}. Ctrl-C closes it.`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(signal));
  }

  /** Takes nothing new, keeps and acknowledges what came, says goodbye; exits 0. */
  async function stop(signal: string): Promise<void> {
    journal.info('stopping', { signal });
    const late = setTimeout(() => {
      sync.cut();
      http.cut();
    }, settings.drainSeconds * 1000);
    const closed = http.stop();
    await relay.drain();
    sync.stop();
    await closed;
    await relay.stop();
    await identity.stop();
    clearTimeout(late);
    journal.info('stopped');
    process.exit(0);
  }
}

function startTrouble(error: unknown, settings: Settings): string {
  if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
    return `Port ${settings.port} is taken. Stop what runs there, or choose another with GRAPEVINE_PORT.`;
  }
  if ((error as NodeJS.ErrnoException).code === 'EACCES') {
    return `Port ${settings.port} may not be opened by this user. Choose another with GRAPEVINE_PORT.`;
  }
  return `The relay could not start. ${sayError(error)}`;
}
