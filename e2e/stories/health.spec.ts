/** Connection help: what works is said to work, what does not is said with what helps. Everything is really tried. */
import { isAccessible } from '../people/looks.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

async function checks({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'Check the connection' }).first().click();
  await expect(page.getByRole('heading', { name: 'How your connection is doing' })).toBeVisible();
}

const line = ({ page }: Person, name: string) =>
  page
    .getByRole('dialog')
    .getByRole('listitem')
    .filter({ has: page.getByRole('heading', { name, exact: true }) });

/** Beside it in the dialog stands the place for toasts. */
const verdict = ({ page }: Person, hasText: string) => page.getByRole('dialog').getByRole('status').filter({ hasText });

test('where all is well the self-test says so', async ({ meet }) => {
  const ada = await meet({ meetsPeers: true });
  await ada.startsAs('Ada');
  await checks(ada);
  await expect(line(ada, 'Relay')).toContainText('It answers, and stays connected');
  await expect(line(ada, 'Ways to this device')).toContainText(
    /Others on this network can be told \d+ ways? to this device/,
  );
  await expect(line(ada, 'Straight connections')).toContainText('They work in this browser');
  await expect(line(ada, 'Storage')).toContainText(/MB|GB/);
  await expect(line(ada, 'Clock')).toContainText('It agrees with the relay');
  await expect(line(ada, 'This page')).toContainText('It opens offline');
  await expect(verdict(ada, 'Nothing is in your way')).toBeVisible();
});

test('a relay that is away, a clock that is wrong and a browser without WebRTC are named, with what helps', async ({
  meet,
  relay,
}) => {
  const ada = await meet();
  await ada.page.clock.install({ time: Date.now() + 3 * 60 * 60 * 1000 });
  await ada.page.clock.resume();
  await ada.startsAs('Ada');
  await checks(ada);
  await expect(line(ada, 'Clock')).toContainText('3 hours ahead');
  await expect(line(ada, 'Straight connections')).toContainText('Here messages go through the relay');
  await relay.kill();
  await ada.page.getByRole('button', { name: 'Test again' }).click();
  await expect(line(ada, 'Relay')).toContainText('It does not answer');
  await expect(line(ada, 'Clock')).toContainText('no relay to compare');
  await expect(verdict(ada, 'in your way')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe finds nothing in connection help, ${colorScheme}`, async ({ meet }) => {
    const ada = await meet({ colorScheme, viewport: { width: 390, height: 844 }, hasTouch: true });
    await ada.startsAs('Ada');
    await checks(ada);
    await expect(verdict(ada, 'in your way')).toBeVisible();
    await isAccessible(ada, 'connection help');
  });
