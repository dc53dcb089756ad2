/** The thread that keeps accounts: its own file, better-auth, the hashing of passwords, the post. */
import { join } from 'node:path';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { sayError } from '../journal.ts';
import { openAccountsDatabase } from './accountsDatabase.ts';
import { openAuth } from './auth.ts';
import { handle, openDesk } from './desk.ts';
import type { Asking, IdentityOptions, Report } from './orders.ts';
import { MAIL_FOLDER } from './mailFolder.ts';
import { folderPost, smtpPost } from './post.ts';
import { secretOf } from './secret.ts';
import { sweep } from './sweep.ts';

const SWEEP_EVERY = 60 * 60 * 1000;

async function serve(port: MessagePort, options: IdentityOptions): Promise<void> {
  const tell = (report: Report): void => {
    port.postMessage(report);
  };
  const { folder, url, codeSeconds } = options;
  const database = openAccountsDatabase(folder);
  const auth = await openAuth({
    database,
    secret: secretOf(folder, options.secret),
    secureCookies: url.startsWith('https:'),
    codeSeconds,
  });
  const from = options.mailFrom ?? `Grapevine <grapevine@${new URL(url).hostname}>`;
  const post = options.smtp === undefined ? folderPost(join(folder, MAIL_FOLDER), from) : smtpPost(options.smtp, from);
  const desk = openDesk({
    auth,
    database,
    url,
    codeSeconds,
    send: (to, letter) => {
      post.send(to, letter).catch((error: unknown) => {
        tell({ is: 'trouble', event: 'mail-failed', say: sayError(error) });
      });
    },
  });
  const sweeping = setInterval(() => {
    sweep(database, Date.now());
  }, SWEEP_EVERY);
  sweep(database, Date.now());

  port.on('message', ({ id, order }: Asking) => {
    if (order.do === 'stop') {
      clearInterval(sweeping);
      post.close();
      database.close();
      tell({ is: 'answer', id, outcome: { ok: true, cookies: [], ended: [] } });
      port.close();
      return;
    }
    handle(desk, order).then(
      (outcome) => {
        tell({ is: 'answer', id, outcome });
      },
      (error: unknown) => {
        tell({ is: 'failed', id, say: sayError(error) });
      },
    );
  });
}

// Last, so that everything above is there.
if (!parentPort) throw new Error('identity/worker.ts runs as a worker thread');
await serve(parentPort, workerData as IdentityOptions);
