/** Letters by SMTP; with no SMTP set, as files in a folder, where whoever runs the relay reads them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Letter } from './letters.ts';

export interface Post {
  /** Rejects when the letter could not be handed on. */
  send(to: string, letter: Letter): Promise<void>;
  close(): void;
}

/** An SMTP server that does not answer for so long, in ms, is given up. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };

export function smtpPost(url: string, from: string): Post {
  const transport = createTransport({ url, pool: true, ...PATIENCE });
  return {
    send: async (to, letter) => {
      await transport.sendMail({ from, to, ...letter });
    },
    close: () => {
      transport.close();
    },
  };
}

export function folderPost(folder: string, from: string): Post {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'unix' });
  let written = 0;
  return {
    send: async (to, letter) => {
      const { message } = await transport.sendMail({ from, to, ...letter });
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const name = `${new Date().toISOString().replaceAll(':', '-')}-${++written}.eml`;
      writeFileSync(join(folder, name), message as Buffer, { mode: 0o600 });
    },
    close: () => undefined,
  };
}
