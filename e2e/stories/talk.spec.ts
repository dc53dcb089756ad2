import { expect, test } from '../people/story.ts';

test('two people meet by a link and talk', async ({ meet }) => {
  const [ada, ben] = [await meet(), await meet()];
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  const link = await ada.invites();
  await ben.joins(link, 'Ben');

  await ada.says('The figs are ripe');
  await ben.sees('The figs are ripe');
  await ben.says('Then I bring bread');
  await ada.sees('Then I bring bread');
  await ada.isTold('The figs are ripe', 'Delivered to 1 of 1');
  await expect(ben.message('The figs are ripe')).toHaveAccessibleName(/^Ada, /);
  expect(await ada.reads()).toEqual(await ben.reads());
  await ada.isOn('Through relay');
});
