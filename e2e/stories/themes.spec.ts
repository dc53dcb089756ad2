import { expect, test } from '../people/story.ts';

test('dark is the system’s choice, and a page can be told otherwise', async ({ meet }) => {
  const ada = await meet({ colorScheme: 'dark' });
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  const light = (): Promise<number> =>
    ada.page.evaluate(() => {
      const [, red = '0'] = /rgb\((\d+)/.exec(getComputedStyle(document.body).backgroundColor) ?? [];
      return Number(red);
    });
  expect(await light()).toBeLessThan(64);
  await ada.page.emulateMedia({ colorScheme: 'light' });
  expect(await light()).toBeGreaterThan(192);
  await ada.page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'dark';
  });
  expect(await light()).toBeLessThan(64);
});
