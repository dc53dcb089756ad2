import { engineOf } from '../faults/leader.ts';
import { watchHouse } from '../people/house.ts';
import { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

test('what breaks the policy, in a page or in the engine, fails a story', async ({ browser, relay }) => {
  const context = await browser.newContext({ baseURL: relay.url });
  const wrong = await watchHouse(context);
  const ada = new Person(context, await context.newPage());
  await ada.startsAs('Ada');
  expect(wrong).toEqual([]);

  await ada.page.evaluate(() => {
    const image = document.createElement('img');
    image.src = 'https://example.org/spy.png';
  });
  await expect.poll(() => wrong.join('\n')).toContain('img-src');
  const sink = ada.page.evaluate(() => {
    document.body.innerHTML = '<b>no policy made this</b>';
  });
  await expect(sink).rejects.toThrow(/TrustedHTML/);
  await expect.poll(() => wrong.join('\n')).toContain('require-trusted-types-for');
  const count = wrong.length;
  const call = engineOf(ada.page).evaluate(() => fetch('https://example.org/'));
  await expect(call).rejects.toThrow();
  await expect.poll(() => wrong.length).toBeGreaterThan(count);
  await context.close();
});
