import { keepApart } from '../faults/keepApart.ts';
import type { Person } from './person.ts';
import type { Meet } from './story.ts';

/** Three who meet straight, but for the two ends: Ada and Cleo never find each other, Ben is linked to both. */
export async function meetInALine(meet: Meet): Promise<[ada: Person, ben: Person, cleo: Person]> {
  const profile = { meetsPeers: true };
  const [ada, ben, cleo] = [await meet(profile), await meet(profile), await meet(profile)];
  await ada.context.addInitScript(keepApart('ada', 'cleo'));
  await cleo.context.addInitScript(keepApart('cleo', 'ada'));
  await ada.startsAs('Ada');
  await ada.startsRoom('Garden');
  const link = await ada.invites();
  await ben.joins(link, 'Ben');
  await cleo.joins(link, 'Cleo');
  await ben.goesStraightTo(2);
  return [ada, ben, cleo];
}
