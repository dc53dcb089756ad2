/** T-22 with a real relay whose operator turns on its people: names it hands out, as devices take them. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { HeadlessPerson } from '#testing/headlessPerson.ts';
import { Mailbox } from '#testing/mailbox.ts';
import { RelayProcess } from '#testing/relayProcess.ts';
import { Visitor } from '#testing/visitor.ts';

let mail: Mailbox;
let relay: RelayProcess;
const people: HeadlessPerson[] = [];

beforeAll(async () => {
  mail = await Mailbox.open();
  relay = await RelayProcess.start({ GRAPEVINE_SMTP: mail.url });
});
afterEach(async () => {
  await Promise.all(people.splice(0).map((person) => person.closes()));
});
afterAll(async () => {
  await relay.discard();
  await mail.close();
});

async function meet(name: string): Promise<HeadlessPerson> {
  const person = new HeadlessPerson(name, relay.origin);
  people.push(person);
  return person.opens();
}

async function signUp(name: string): Promise<Visitor> {
  const visitor = new Visitor(relay.origin);
  const email = `${name}@example.org`;
  await visitor.post('code', { email, purpose: 'sign-up' });
  await visitor.post('sign-up', { email, code: await mail.code(email), password: 'grapes on a wire' });
  return visitor;
}

async function bindingOf(person: HeadlessPerson, username: string): Promise<string> {
  const { binding } = await person.device.do({ do: 'account.bind', username });
  if (binding === undefined) throw new TypeError('a name that was bound has a binding');
  return binding;
}

/** What whoever has the relay's disk can do. */
function rewrites(username: string, binding: string): void {
  const database = new DatabaseSync(join(relay.folder, 'data/accounts.sqlite'));
  database.prepare('update user set binding = ? where username = ?').run(binding, username);
  database.close();
}

test('[ID-4] [T-22] a relay that swaps the identity under a name, or makes one up, is noticed', async () => {
  const [ayo, noor, mallory] = [await meet('Ayo'), await meet('Noor'), await meet('Mallory')];
  const [ayosAccount, noorsAccount] = [await signUp('ayo'), await signUp('noor')];
  await ayosAccount.post('bind', { username: 'ayo', binding: await bindingOf(ayo, 'ayo') });

  const looksUp = async (): Promise<string | undefined> => {
    const { binding = '' } = (await noorsAccount.get('/api/people/ayo')).body;
    return (await noor.device.do({ do: 'account.whose', username: 'ayo', binding, own: false })).identity;
  };
  const contacts = () => noor.device.engine.contacts.all;
  const [ayosIdentity, mallorys] = [ayo.device.engine.self?.identity, mallory.device.engine.self?.identity];
  expect(await looksUp()).toBe(ayosIdentity);
  expect(contacts()).toEqual([{ identity: ayosIdentity, account: 'ayo' }]);

  // Another person who signed for the name themselves: they are somebody new, and called out.
  const real = (await noorsAccount.get('/api/people/ayo')).body.binding ?? '';
  rewrites('ayo', await bindingOf(mallory, 'ayo'));
  expect(await looksUp()).toBe(mallorys);
  expect(contacts()).toContainEqual({ identity: mallorys, account: 'ayo', replaces: ayosIdentity });

  // What nobody signed for this name is nobody's.
  rewrites('ayo', await bindingOf(mallory, 'mallory'));
  await expect(looksUp()).rejects.toThrow(/nobody has signed/);
  rewrites('ayo', real.slice(0, -4) + 'AAAA');
  await expect(looksUp()).rejects.toThrow(/nobody has signed/);
});
