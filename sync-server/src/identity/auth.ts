/**
 * better-auth as this relay uses it: called function by function, never through its own HTTP handler. So it sees neither
 * Host, nor address, nor browser of anybody, and keeps none of them (REL-3).
 */
import { createHash, createHmac } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { anonymous, emailOTP } from 'better-auth/plugins';
import { LEAST_PASSWORD } from '#shared/wire/account.ts';
import { nodeSqliteDialect } from '../store/dialect.ts';

const SESSION_DAYS = 30;
const DAY_S = 24 * 60 * 60;
const CODE_DIGITS = 6;
const CODE_TRIES = 5;
/** Hex digits that tell the cookies of one relay from those of another. */
const COOKIE_TAG = 8;

/** Of our own columns of a user: never taken from a request as they are. */
const OURS = { required: false, input: false } as const;

interface AuthParts {
  readonly database: DatabaseSync;
  readonly secret: string;
  readonly secureCookies: boolean;
  readonly codeSeconds: number;
}

/** Opened and migrated. */
export async function openAuth(parts: AuthParts) {
  const options = optionsOf(parts);
  const { runMigrations } = await getMigrations(options);
  await runMigrations();
  return betterAuth(options);
}

export type Auth = Awaited<ReturnType<typeof openAuth>>;

function optionsOf({ database, secret, secureCookies, codeSeconds }: AuthParts) {
  return {
    // Names no address of ours: nothing that needs one is used.
    baseURL: 'http://localhost',
    secret,
    database: { dialect: nodeSqliteDialect(database), type: 'sqlite', transaction: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      // By e-mail and code alone.
      disableSignUp: true,
      minPasswordLength: LEAST_PASSWORD,
      revokeSessionsOnPasswordReset: true,
    },
    user: {
      deleteUser: { enabled: true },
      additionalFields: {
        username: { type: 'string', unique: true, ...OURS },
        binding: { type: 'string', ...OURS },
        recoveryId: { type: 'string', ...OURS },
        recoveryVersion: { type: 'number', ...OURS },
      },
    },
    session: { expiresIn: SESSION_DAYS * DAY_S, updateAge: DAY_S },
    advanced: {
      // Of this relay alone: a browser sends the cookies of every relay on one host, whatever their ports.
      cookiePrefix: `grapevine-${createHash('sha256').update(`cookie ${secret}`).digest('hex').slice(0, COOKIE_TAG)}`,
      // better-auth would go by NODE_ENV, and sessions would vanish on plain http in a LAN.
      useSecureCookies: secureCookies,
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/' },
      ipAddress: { disableIpTracking: true },
    },
    plugins: [
      anonymous({ generateName: () => '' }),
      emailOTP({
        otpLength: CODE_DIGITS,
        allowedAttempts: CODE_TRIES,
        expiresIn: codeSeconds,
        // A million codes are hashed in no time: without the secret the file says nothing about them.
        storeOTP: { hash: (code) => Promise.resolve(createHmac('sha256', secret).update(code).digest('base64url')) },
        // Codes are made and mailed by desk.ts.
        sendVerificationOTP: () => Promise.resolve(),
      }),
    ],
  } as const satisfies BetterAuthOptions;
}
