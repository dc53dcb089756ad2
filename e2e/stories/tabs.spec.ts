import { crash, engineOf, freeze, hangEngine } from '../faults/leader.ts';
import { meetInRoom } from '../people/meetInRoom.ts';
import type { Person } from '../people/person.ts';
import { expect, test } from '../people/story.ts';

test('two tabs of one profile show the same room and write as one device', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  const first = await ada.opensTab();
  await ada.sees('Hello from Ada', 'Hello from Ben');
  expect(ada.page.workers(), 'the second tab runs no engine').toEqual([]);

  await ada.says('From the second tab');
  await ben.sees('From the second tab');
  await ben.says('Seen in both');
  await ada.sees('Seen in both');
  await expect(first.getByRole('article').filter({ hasText: 'Seen in both' })).toBeVisible();
  await expect(first.getByRole('article').filter({ hasText: 'From the second tab' })).toBeVisible();
});

/** Ada's second tab goes on: what it writes arrives once, and it hears Ben. */
async function goesOn(ada: Person, ben: Person): Promise<void> {
  await ada.says('The second tab goes on');
  await ben.sees('The second tab goes on');
  await expect(ben.message('The second tab goes on')).toHaveCount(1);
  await ben.says('And is heard');
  await ada.sees('And is heard');
  expect(engineOf(ada.page), 'the second tab leads').toBeDefined();
  await expect.poll(() => ben.reads()).toEqual(await ada.reads());
}

test('[T-40] the leading tab is closed: the other one takes over', async ({ meet }) => {
  const [ada, ben] = await meetInRoom(meet);
  const first = await ada.opensTab();
  await ada.sees('Hello from Ben');
  await first.close();
  await goesOn(ada, ben);
});

test('[LOG-9] the leading tab is killed right after it sent: nothing is lost, nothing is there twice', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  const first = await ada.opensTab();
  await ada.sees('Hello from Ben');
  const field = first.getByRole('textbox', { name: 'Message Garden' });
  await field.fill('The last words of the first tab');
  await field.press('Enter');
  await expect(first.getByRole('article').filter({ hasText: 'The last words' })).toBeVisible();
  await crash(first);
  await goesOn(ada, ben);
  await expect(ben.message('The last words of the first tab')).toHaveCount(1);
  await expect(ada.message('The last words of the first tab')).toHaveCount(1);
});

test('[LOG-9] the engine hangs: the other tab takes over, and what it was asked meanwhile is done once', async ({
  meet,
}) => {
  const [ada, ben] = await meetInRoom(meet);
  const first = await ada.opensTab();
  await ada.sees('Hello from Ben');
  hangEngine(first);
  await ada.composer.fill('Asked of an engine that hangs');
  await ada.send.click();
  await expect(ada.message('Asked of an engine that hangs')).toBeVisible({ timeout: 30_000 });
  await ben.sees('Asked of an engine that hangs');
  await expect(ben.message('Asked of an engine that hangs')).toHaveCount(1);
  await goesOn(ada, ben);
});

test('[LOG-9] the leading tab freezes and thaws: the other one took over, and both go on as one', async ({
  meet,
  browser,
}) => {
  // Its service worker may live in the very process that is stopped, and would stand still for all tabs.
  const [ada, ben] = await meetInRoom(() => meet({ keepsApp: false }));
  const first = await ada.opensTab();
  await ada.sees('Hello from Ben');
  const thaw = await freeze(first, browser);
  try {
    await ada.composer.fill('Asked while the leader is frozen');
    await ada.send.click();
    await expect(ada.message('Asked while the leader is frozen')).toBeVisible({ timeout: 30_000 });
    await goesOn(ada, ben);
  } finally {
    thaw();
  }
  await expect(first.getByRole('article').filter({ hasText: 'And is heard' })).toBeVisible();
  await expect.poll(() => first.workers().length, 'the robbed tab ends its engine').toBe(0);
});
