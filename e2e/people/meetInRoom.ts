import type { Person } from './person.ts';
import type { Meet, Profile } from './story.ts';

export interface Meeting {
  readonly room?: string;
  readonly profile?: Profile;
}

/** Ada starts a room, Ben joins by her link; both have said hello and heard the other. */
export async function meetInRoom(
  meet: Meet,
  { room = 'Garden', profile = {} }: Meeting = {},
): Promise<[ada: Person, ben: Person, link: string]> {
  const [ada, ben] = [await meet(profile), await meet(profile)];
  await ada.startsAs('Ada');
  await ada.startsRoom(room);
  const link = await ada.invites();
  await ben.joins(link, 'Ben');
  await ada.says('Hello from Ada');
  await ben.sees('Hello from Ada');
  await ben.says('Hello from Ben');
  await ada.sees('Hello from Ben');
  await ben.isTold('Hello from Ben', 'Delivered to 1 of 1');
  return [ada, ben, link];
}
