import type { Person } from '../people/person.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import { makesRecoveryCode, recoversWith } from '../people/recoveryCode.ts';
import { expect, test } from '../people/story.ts';

/** What a browser short of space does: everything an origin keeps is gone at once, whatever is open. */
async function evicts({ context, page }: Person): Promise<void> {
  const session = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb,local_storage' });
}

test('[T-43] storage evicted under an open page is told at once, and refilled by twelve words', async ({ meet }) => {
  test.slow();
  const [ada, ben] = await meetInRoom(meet);
  await ada.startsRoom('Orchard');
  const words = await makesRecoveryCode(ada);
  await ada.page.getByRole('button', { name: 'Done' }).click();
  await ada.page.getByRole('link', { name: /Garden/ }).click();
  await ada.sees('Hello from Ben');
  await evicts(ada);
  await expect(ada.page.getByText('What this browser kept for Grapevine was closed or removed.').first()).toBeVisible();
  await ben.says('Written meanwhile');
  await ben.isTold('Written meanwhile', 'On the relay');

  await ada.reloads();
  await recoversWith(ada, words);
  await ada.page.getByRole('link', { name: /Garden/ }).click();
  await ada.sees('Hello from Ada', 'Hello from Ben', 'Written meanwhile');
  await expect(ada.page.getByText('Nobody else’s device has confirmed yet')).toBeVisible();
  await ada.says('Back again');
  await ben.sees('Back again');
  await expect(ada.page.getByText('Nobody else’s device has confirmed yet')).toHaveCount(0);
  // One person with two devices, neither of which contradicts itself.
  await ben.seesAs('Ada', '2 devices');
  await expect(ben.page.getByText('contradicts itself')).toHaveCount(0);
});

test('[T-43] documents evicted beside the keys are refilled by the relay, and their list goes on without a fork', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  await ada.page.goto(`${new URL(ada.page.url()).origin}/api/health`);
  const gone = await ada.page.evaluate(async () => {
    const documents = (await indexedDB.databases()).flatMap(({ name }) =>
      name?.startsWith('grapevine/') ? [name] : [],
    );
    const drop = (name: string): Promise<void> =>
      new Promise((resolve, reject) => {
        const asked = indexedDB.deleteDatabase(name);
        asked.onsuccess = () => resolve();
        asked.onerror = () => reject(asked.error ?? new Error(name));
      });
    for (const name of documents) await drop(name);
    return documents.length;
  });
  expect(gone).toBeGreaterThan(1);
  await ben.says('Written meanwhile');
  await ada.opens();
  await ada.page.getByRole('link', { name: /Garden/ }).click();
  await ada.sees('Hello from Ada', 'Hello from Ben', 'Written meanwhile');
  await ada.says('Nothing was lost');
  await ben.sees('Nothing was lost');
  await ben.says('Nothing at all');
  await ada.sees('Nothing at all');
  await expect.poll(() => ben.reads()).toEqual(await ada.reads());
  await expect(ben.page.getByText('contradicts itself')).toHaveCount(0);
});
