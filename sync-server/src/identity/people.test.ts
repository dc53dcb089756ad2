/** Usernames: whose they are is said by a device of the person, and told to whoever is signed in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toText } from '#shared/bytes.ts';
import { makeAccountBinding } from '#shared/charter/accountBinding.ts';
import { cryptoReady } from '#shared/crypto/ready.ts';
import { Person } from '#testing/charterPeople.ts';
import { Mailbox } from '#testing/mailbox.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { Visitor } from '#testing/visitor.ts';

let mail: Mailbox;
let relay: RelayProcess;

beforeAll(async () => {
  await cryptoReady();
  mail = await Mailbox.open();
  relay = await RelayProcess.start({ GRAPEVINE_SMTP: mail.url });
});
afterAll(async () => {
  await relay.discard();
  await mail.close();
});

async function account(name: string): Promise<Visitor> {
  const visitor = new Visitor(relay.origin);
  const email = `${name}@example.org`;
  await visitor.post('code', { email, purpose: 'sign-up' });
  await visitor.post('sign-up', { email, code: await mail.code(email), password: 'grapes on a wire' });
  return visitor;
}

const binding = (username: string, certified: Person, signing = certified, at = relay.origin): string =>
  toText(
    makeAccountBinding(
      { relay: at, username, certificate: certified.certificate, at: Date.now() },
      signing.keys.secretKey,
    ),
  );

test('[ID-4] a username is bound by the person’s own device, and served to whoever is signed in', async () => {
  const ayo = await account('ayo');
  expect((await ayo.get()).body.account?.username).toBeUndefined();
  const made = binding('ayo', new Person('ayo'));
  expect((await ayo.post('bind', { username: 'ayo', binding: made })).body.account).toMatchObject({
    username: 'ayo',
    binding: made,
  });
  const noor = await account('noor');
  expect((await noor.get('/api/people/ayo')).body).toEqual({ username: 'ayo', binding: made });
  expect((await noor.get('/api/people/nobody')).body.code).toBe('not-found');
  const guest = new Visitor(relay.origin);
  await guest.post('guest');
  expect((await guest.get('/api/people/ayo')).status).toBe(401);
  // Held by one at a time; free again with the account.
  const late = await account('late');
  expect((await late.post('bind', { username: 'ayo', binding: binding('ayo', new Person('late')) })).status).toBe(409);
  await ayo.post('delete', { password: 'grapes on a wire' });
  expect((await late.post('bind', { username: 'ayo', binding: binding('ayo', new Person('late')) })).status).toBe(200);
});

test('[T-22] the relay takes no binding its person did not make', async () => {
  const mallory = await account('mallory');
  const [person, other] = [new Person('mallory'), new Person('somebody else')];
  for (const made of [
    binding('mallory', other, person),
    binding('mal', person),
    binding('mallory', person, person, 'https://another.example'),
    'AAAA',
  ]) {
    const heard = await mallory.post('bind', { username: 'mallory', binding: made });
    expect(heard).toMatchObject({ status: 400, body: { code: 'bad-binding' } });
  }
  expect((await mallory.post('bind', { username: 'Mallory X', binding: 'AAAA' })).body.code).toBe('bad-request');
});
