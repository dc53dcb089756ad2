/** Accounts on a real relay, with letters over real SMTP. Each test is somebody of their own; limits go by e-mail. */
import { readdir, readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Mailbox } from '#testing/mailbox.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { SocketLink } from '#testing/socketLink.ts';
import { Visitor } from '#testing/visitor.ts';

const PASSWORD = 'grapes on a wire';
const OTHER = 'wire through grapes';

let mail: Mailbox;
let relay: RelayProcess;
let people = 0;

beforeAll(async () => {
  mail = await Mailbox.open();
  relay = await RelayProcess.start({ GRAPEVINE_SMTP: mail.url, GRAPEVINE_MAIL_FROM: 'Grapevine <vine@relay.example>' });
});
afterAll(async () => {
  await relay.discard();
  await mail.close();
});

const somebody = (): string => `person${++people}@example.org`;
const visit = (at = relay): Visitor => new Visitor(at.origin);

async function signUp(email: string, visitor = visit(), password = PASSWORD): Promise<Visitor> {
  const before = mail.letters.filter(({ to }) => to === email).length;
  await visitor.post('code', { email, purpose: 'sign-up' });
  const code = await mail.code(email, before + 1);
  const answer = await visitor.post('sign-up', { email, code, password });
  expect(answer).toMatchObject({ status: 200, body: { is: 'account', account: { email } } });
  return visitor;
}

async function connect(visitor: Visitor): Promise<SocketLink> {
  const link = await new SocketLink(visitor.origin, { cookie: visitor.cookie, origin: visitor.origin }).opened();
  await link.next('hello');
  return link;
}

/** All the relay keeps, as one text. */
async function kept(of: RelayProcess): Promise<string> {
  const folder = join(of.folder, 'data');
  const files = (await readdir(folder)).filter((name) => name.startsWith('accounts'));
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'latin1')))).join('');
}

const wrongOf = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('signing up', () => {
  test('takes an e-mail address, the code mailed to it and a password', async () => {
    const email = somebody();
    const visitor = visit();
    expect(await visitor.post('code', { email, purpose: 'sign-up' })).toMatchObject({ status: 200, body: {} });
    const letter = await mail.letter(email);
    expect(letter).toContain('vine@relay.example');
    const code = await mail.code(email);
    expect((await visitor.post('check', { email, purpose: 'sign-up', code })).status).toBe(200);
    expect((await visitor.post('sign-up', { email, code, password: PASSWORD })).body.is).toBe('account');
    expect((await visitor.get()).body).toMatchObject({ is: 'account', account: { email } });
    // The code is spent.
    expect((await visit().post('sign-up', { email, code, password: OTHER })).body.code).toBe('wrong-code');
  });

  test('five wrong codes spend the right one too', async () => {
    const email = somebody();
    const visitor = visit();
    await visitor.post('code', { email, purpose: 'sign-up' });
    const code = await mail.code(email);
    for (let tries = 0; tries < 5; tries++) {
      const heard = await visitor.post('check', { email, purpose: 'sign-up', code: wrongOf(code) });
      expect(heard.body.code).toBe('wrong-code');
    }
    const last = await visitor.post('sign-up', { email, code, password: PASSWORD });
    expect(last).toMatchObject({ status: 400, body: { code: 'too-many-tries' } });
    expect((await visitor.post('sign-up', { email, code, password: PASSWORD })).body.code).toBe('wrong-code');
  });

  test('a new code replaces the one before, with its tries', async () => {
    const email = somebody();
    const visitor = visit();
    await visitor.post('code', { email, purpose: 'sign-up' });
    const first = await mail.code(email);
    await visitor.post('code', { email, purpose: 'sign-up' });
    const second = await mail.code(email, 2);
    for (let tries = 0; tries < 6; tries++)
      await visitor.post('check', { email, purpose: 'sign-up', code: wrongOf(second) });
    if (first !== second)
      expect((await visitor.post('check', { email, purpose: 'sign-up', code: first })).body.code).toBe('wrong-code');
  });

  test('a code for one purpose serves no other', async () => {
    const email = somebody();
    await signUp(email);
    await visit().post('code', { email, purpose: 'reset' });
    const code = await mail.code(email, 2);
    expect((await visit().post('sign-up', { email, code, password: OTHER })).body.code).toBe('wrong-code');
  });

  test('a short password is refused before the code is spent', async () => {
    const email = somebody();
    const visitor = visit();
    await visitor.post('code', { email, purpose: 'sign-up' });
    const code = await mail.code(email);
    expect((await visitor.post('sign-up', { email, code, password: 'short' })).body.code).toBe('bad-request');
    expect((await visitor.post('sign-up', { email, code, password: PASSWORD })).status).toBe(200);
  });
});

test('a code is over when its time is', async () => {
  const brief = await RelayProcess.start({ GRAPEVINE_SMTP: mail.url, GRAPEVINE_CODE_SECONDS: '1' });
  const email = somebody();
  const visitor = visit(brief);
  await visitor.post('code', { email, purpose: 'sign-up' });
  const code = await mail.code(email);
  // A right code may be checked as often as one likes.
  await expect
    .poll(async () => (await visitor.post('check', { email, purpose: 'sign-up', code })).body.code, { timeout: 10_000 })
    .toBe('wrong-code');
  expect((await visitor.post('sign-up', { email, code, password: PASSWORD })).body.code).toBe('wrong-code');
  await brief.discard();
});

describe('signing in', () => {
  test('elsewhere, and out again', async () => {
    const email = somebody();
    await signUp(email);
    const elsewhere = visit();
    const answer = await elsewhere.post('sign-in', { email: ` ${email.toUpperCase()} `, password: PASSWORD });
    expect(answer).toMatchObject({ status: 200, body: { is: 'account', account: { email } } });
    const cookie = elsewhere.cookie;
    await elsewhere.post('sign-out');
    expect(elsewhere.cookie).toBe('');
    expect((await elsewhere.get()).body.is).toBe('nobody');
    // The token is over, not only forgotten by the browser.
    const replayed = await fetch(`${relay.origin}/api/account`, { headers: { cookie } });
    expect(await replayed.json()).toMatchObject({ is: 'nobody' });
  });

  test('with a wrong password is refused', async () => {
    const email = somebody();
    await signUp(email);
    const heard = await visit().post('sign-in', { email, password: OTHER });
    expect(heard).toMatchObject({ status: 401, body: { code: 'wrong-password' } });
  });

  test('again in the same browser leaves one session', async () => {
    const email = somebody();
    const visitor = await signUp(email);
    const link = await connect(visitor);
    await visitor.post('sign-in', { email, password: PASSWORD });
    expect((await link.closed).code).toBe(1008);
    expect((await visitor.get()).body.is).toBe('account');
  });
});

describe('[REL-3] nobody learns who has an account', () => {
  test('known and unknown addresses are answered alike', async () => {
    const known = somebody();
    const unknown = somebody();
    await signUp(known);
    for (const purpose of ['sign-up', 'reset'] as const) {
      const [a, b] = [
        await visit().post('code', { email: known, purpose }),
        await visit().post('code', { email: unknown, purpose }),
      ];
      expect([a.status, a.body]).toEqual([b.status, b.body]);
      // Tries are counted for either, code or none.
      const tried = async (email: string): Promise<unknown[]> => {
        const codes: unknown[] = [];
        for (let n = 0; n < 6; n++) {
          codes.push((await visit().post('check', { email, purpose, code: '000000' })).body.code);
        }
        return codes;
      };
      expect(await tried(known)).toEqual(await tried(unknown));
    }
    const [a, b] = [
      await visit().post('sign-in', { email: known, password: OTHER }),
      await visit().post('sign-in', { email: unknown, password: OTHER }),
    ];
    expect([a.status, a.body]).toEqual([b.status, b.body]);
    // Only the owner of the address hears that it has an account.
    expect(await mail.letter(known, 2)).toContain('has one already');
    expect(mail.letters.filter(({ to }) => to === unknown)).toHaveLength(1);
  });

  test('an unknown address costs a sign-in the same hashing', async () => {
    const known = somebody();
    await signUp(known);
    const visitor = visit();
    const median = async (emails: () => string): Promise<number> => {
      const times: number[] = [];
      for (let n = 0; n < 9; n++) {
        const began = performance.now();
        await visitor.post('sign-in', { email: emails(), password: OTHER });
        times.push(performance.now() - began);
      }
      return times.toSorted((a, b) => a - b)[4] ?? 0;
    };
    const [withAccount, without] = [await median(() => known), await median(somebody)];
    // Without the hashing it would be some twentieth.
    expect(without).toBeGreaterThan(withAccount / 3);
  });

  test('no address, browser, name or code is kept in the clear', async () => {
    const email = somebody();
    const visitor = visit();
    await visitor.post('code', { email, purpose: 'sign-up' }, { 'user-agent': 'Lynx/2.9 (unmistakable)' });
    const code = await mail.code(email);
    await visitor.post('sign-up', { email, code, password: PASSWORD }, { 'user-agent': 'Lynx/2.9 (unmistakable)' });
    await visitor.post('code', { email, purpose: 'reset' });
    const reset = await mail.code(email, 2);
    const file = await kept(relay);
    expect(file).toContain(email);
    for (const told of ['Lynx', PASSWORD, `${reset}:`, '127.0.0.1']) expect(file).not.toContain(told);
  });
});

describe('limits', () => {
  test('codes by e-mail address, with the time after which to come back', async () => {
    const email = somebody();
    for (let n = 0; n < 3; n++) expect((await visit().post('code', { email, purpose: 'sign-up' })).status).toBe(200);
    const heard = await visit().post('code', { email, purpose: 'sign-up' });
    expect(heard).toMatchObject({ status: 429, body: { code: 'slow-down' } });
    expect(heard.body.retry).toBeGreaterThan(500_000);
    expect(Number(heard.headers.get('retry-after'))).toBeGreaterThan(500);
    // Others are not held up by it.
    expect((await visit().post('code', { email: somebody(), purpose: 'sign-up' })).status).toBe(200);
  });

  test('passwords by e-mail address, whoever asks', async () => {
    const email = somebody();
    const answers = await Promise.all(
      Array.from({ length: 21 }, () => visit().post('sign-in', { email, password: OTHER })),
    );
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(1);
  });

  test('codes by network', async () => {
    const crowded = await RelayProcess.start({ GRAPEVINE_SMTP: mail.url });
    let asked = 0;
    while ((await visit(crowded).post('code', { email: somebody(), purpose: 'reset' })).status === 200) asked++;
    expect(asked).toBe(60);
    await crowded.discard();
  });
});

describe('resetting the password', () => {
  test('ends every other session, and the old password', async () => {
    const email = somebody();
    const old = await signUp(email);
    const link = await connect(old);
    const visitor = visit();
    await visitor.post('code', { email, purpose: 'reset' });
    const code = await mail.code(email, 2);
    const answer = await visitor.post('reset', { email, code, password: OTHER });
    expect(answer.body).toMatchObject({ is: 'account', account: { email } });
    expect((await link.closed).reason).toBe('signed out');
    expect((await old.get()).body.is).toBe('nobody');
    expect((await visit().post('sign-in', { email, password: PASSWORD })).status).toBe(401);
    expect((await visit().post('sign-in', { email, password: OTHER })).status).toBe(200);
  });
});

describe('deleting the account', () => {
  test('asks for the password, closes its links and leaves nothing', async () => {
    const email = somebody();
    const visitor = await signUp(email);
    const link = await connect(visitor);
    expect((await visitor.post('delete', { password: OTHER })).body.code).toBe('wrong-password');
    expect((await visitor.post('delete', { password: PASSWORD })).body.is).toBe('nobody');
    expect((await link.closed).reason).toBe('signed out');
    expect((await visit().post('sign-in', { email, password: PASSWORD })).status).toBe(401);
    await relay.end('SIGTERM');
    expect(await kept(relay)).not.toContain(email);
    await relay.start();
  });
});

describe('guests', () => {
  test('are made silently, once a browser', async () => {
    const visitor = visit();
    expect((await visitor.post('guest')).body).toMatchObject({ is: 'guest', accounts: 'open', guests: true });
    const { cookie } = visitor;
    expect((await visitor.post('guest')).body.is).toBe('guest');
    expect(visitor.cookie).toBe(cookie);
  });

  test('who makes an account is no guest any more, and their link is the account’s', async () => {
    const visitor = visit();
    await visitor.post('guest');
    const link = await connect(visitor);
    await signUp(somebody(), visitor);
    expect((await link.closed).reason).toBe('signed out');
    await connect(visitor);
  });

  test('limits hang on them', async () => {
    const narrow = await RelayProcess.start({ GRAPEVINE_MAX_LINKS_PER_ACCOUNT: '2' });
    const visitor = visit(narrow);
    await visitor.post('guest');
    await connect(visitor);
    await connect(visitor);
    const third = await new SocketLink(narrow.origin, { cookie: visitor.cookie }).opened();
    expect((await third.next('refuse')).code).toBe('slow-down');
    expect((await third.closed).code).toBe(1008);
    const other = visit(narrow);
    await other.post('guest');
    await connect(other);
    await narrow.discard();
  });

  test('with guests off, who has no account is told so', async () => {
    const strict = await RelayProcess.start({ GRAPEVINE_GUESTS: 'false', GRAPEVINE_SMTP: mail.url });
    const visitor = visit(strict);
    expect((await visitor.post('guest')).body).toMatchObject({ is: 'nobody', guests: false });
    const stranger = await new SocketLink(strict.origin).opened();
    expect((await stranger.next('refuse')).code).toBe('sign-in');
    expect((await stranger.closed).code).toBe(1008);
    await signUp(somebody(), visitor);
    await connect(visitor);
    await strict.discard();
  });
});

describe('who may make an account', () => {
  test('with invites, whoever knows the word', async () => {
    const invited = await RelayProcess.start({ GRAPEVINE_ACCOUNTS: 'invite:grapes-in-may', GRAPEVINE_SMTP: mail.url });
    const email = somebody();
    const visitor = visit(invited);
    expect((await visitor.get()).body.accounts).toBe('invite');
    for (const invite of [undefined, 'grapes-in-june'])
      expect((await visitor.post('code', { email, purpose: 'sign-up', invite })).body.code).toBe('bad-invite');
    await visitor.post('code', { email, purpose: 'sign-up', invite: 'grapes-in-may' });
    const code = await mail.code(email);
    expect((await visitor.post('sign-up', { email, code, password: PASSWORD })).body.code).toBe('bad-invite');
    const body = { email, code, password: PASSWORD, invite: 'grapes-in-may' };
    expect((await visitor.post('sign-up', body)).body.is).toBe('account');
    await invited.discard();
  });

  test('with accounts off, nobody; devices connect as before', async () => {
    const none = await RelayProcess.start({ GRAPEVINE_ACCOUNTS: 'off' });
    const visitor = visit(none);
    expect((await visitor.post('guest')).body).toMatchObject({ is: 'nobody', accounts: 'off' });
    const heard = await visitor.post('code', { email: somebody(), purpose: 'sign-up' });
    expect(heard).toMatchObject({ status: 404, body: { code: 'off' } });
    await connect(visitor);
    await none.discard();
  });
});

test('the account keeps where the recovery blob lies', async () => {
  const visitor = await signUp(somebody());
  const recovery = { id: 'Zm9vYmFy', version: 3 };
  expect((await visitor.post('recovery', { recovery })).body.account?.recovery).toEqual(recovery);
  expect((await visitor.get()).body.account?.recovery).toEqual(recovery);
  expect((await visitor.post('recovery', { recovery: null })).body.account?.recovery).toBeUndefined();
  expect((await visit().post('recovery', { recovery })).body.code).toBe('not-signed-in');
});

test('with no SMTP server, letters are written to a folder the log names', async () => {
  const quiet = await RelayProcess.start();
  const email = somebody();
  await visit(quiet).post('code', { email, purpose: 'sign-up' });
  const said = quiet.log.find((line) => line.includes('mail-to-folder')) ?? '{}';
  const { folder } = JSON.parse(said) as { folder: string };
  await expect.poll(async () => (await readdir(folder).catch(() => [])).length).toBe(1);
  const [name = ''] = await readdir(folder);
  expect(await readFile(join(folder, name), 'utf8')).toMatch(/Your code is \d{6}/);
  await quiet.discard();
});

describe('what a page elsewhere can make a browser do', () => {
  test.each([
    ['a foreign origin', { origin: 'https://evil.example' }, 403],
    ['no origin', { origin: '' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('nothing: %s', async (_, headers, status) => {
    const visitor = await signUp(somebody());
    expect((await visitor.post('delete', { password: PASSWORD }, headers)).status).toBe(status);
    expect((await visitor.get()).body.is).toBe('account');
  });

  test('cookies are kept from scripts and from other sites; secure where the public URL is', async () => {
    const visitor = visit();
    const line = (await visitor.post('guest')).headers.getSetCookie()[0] ?? '';
    for (const word of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(line).toContain(word);
    expect(line).not.toContain('Secure');
    const safe = await RelayProcess.start({ GRAPEVINE_PUBLIC_URL: 'https://chat.example.org' });
    expect((await visit(safe).post('guest')).headers.getSetCookie()[0]).toContain('Secure');
    await safe.discard();
  });

  test('an unknown Host is refused, and ends nothing', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const sent = httpRequest({
        host: '127.0.0.1',
        port: relay.port,
        method: 'POST',
        path: '/api/account/guest',
        headers: { host: 'evil.example', origin: 'http://evil.example', 'content-type': 'application/json' },
      });
      sent.once('response', (response) => resolve(response.resume().statusCode ?? 0));
      sent.once('error', reject);
      sent.end('{}');
    });
    expect(status).toBe(421);
    expect((await visit().get()).status).toBe(200);
  });

  test('what is too long, or no JSON, is refused', async () => {
    expect((await visit().post('sign-in', { email: 'x'.repeat(10_000), password: 'y' })).status).toBe(413);
    const headers = { origin: relay.origin, 'content-type': 'application/json' };
    const heard = await fetch(`${relay.origin}/api/account/sign-in`, { method: 'POST', headers, body: '{"email":' });
    expect(heard.status).toBe(400);
  });
});
