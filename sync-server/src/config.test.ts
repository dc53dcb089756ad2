import { expect, test } from 'vitest';
import { readSettings, SETTINGS } from './config.ts';
import { helpText } from './help.ts';
import { settingsDocs, settingsDocsAreFresh } from './settingsDocs.ts';

test('nothing set is port 8787 on both loopback families', () => {
  const settings = readSettings({});
  expect(settings.port).toBe(8787);
  expect(settings.hosts).toEqual(['127.0.0.1', '::1']);
  expect(settings.open).toBe(true);
  expect(settings.publicUrl).toBeUndefined();
});

test('every wrong setting is named, with what it must be', () => {
  const read = () =>
    readSettings({ GRAPEVINE_PORT: 'http', GRAPEVINE_OPEN: 'yes', GRAPEVINE_PUBLIC_URL: 'chat.example.org' });
  expect(read).toThrow(/GRAPEVINE_PORT is "http": it must be a whole number from 0 to 65535/);
  expect(read).toThrow(/GRAPEVINE_OPEN is "yes": it must be true or false/);
  expect(read).toThrow(/GRAPEVINE_PUBLIC_URL/);
});

test('a public URL with a path is refused: the app lives at /', () => {
  expect(() => readSettings({ GRAPEVINE_PUBLIC_URL: 'https://example.org/chat' })).toThrow(/bare origin/);
  expect(readSettings({ GRAPEVINE_PUBLIC_URL: 'https://example.org/' }).publicUrl).toBe('https://example.org');
});

test('a mistyped name is called out', () => {
  expect(() => readSettings({ GRAPEVINE_PROT: '80' })).toThrow(/GRAPEVINE_PROT is not a setting/);
});

test('help and documentation name every setting, and the page in docs is fresh', () => {
  for (const setting of Object.values(SETTINGS)) {
    expect(helpText()).toContain(setting.name);
    expect(settingsDocs()).toContain(setting.name);
  }
  expect(settingsDocsAreFresh()).toBe(true);
});

test('accounts are open, off, or for whoever knows the word; somebody must be let in', () => {
  expect(readSettings({}).accounts).toEqual({ who: 'open' });
  const invited = readSettings({ GRAPEVINE_ACCOUNTS: 'invite:grapes-in-may' });
  expect(invited.accounts).toEqual({ who: 'invite', word: 'grapes-in-may' });
  expect(() => readSettings({ GRAPEVINE_ACCOUNTS: 'invite:may' })).toThrow(/a word of at least 8 characters/);
  expect(() => readSettings({ GRAPEVINE_ACCOUNTS: 'off', GRAPEVINE_GUESTS: 'false' })).toThrow(/let nobody in/);
});

test('a mail server is a URL, and a secret is none that can be guessed', () => {
  expect(readSettings({ GRAPEVINE_SMTP: 'smtp://mail.example.org:25' }).smtp).toBe('smtp://mail.example.org:25');
  expect(() => readSettings({ GRAPEVINE_SMTP: 'mail.example.org' })).toThrow(/GRAPEVINE_SMTP/);
  expect(() => readSettings({ GRAPEVINE_SECRET: 'grapes' })).toThrow(/at least 32 characters/);
});
